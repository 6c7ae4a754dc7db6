import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { machineRules } from './machine-rules.ts'
import type { Rule } from './rule.ts'

/** Rules whose test is not there, or whose link is none. */
const unheld = (rules: readonly Rule[]): readonly string[] =>
  rules
    .filter(({ link, test }) => {
      const [, file = '', name = ''] = /^([\w-]+\.test\.ts): (.+)$/.exec(test) ?? []
      const titles = file === '' ? '' : readFileSync(`__tests__/world/executor/${file}`, 'utf8')
      return !titles.includes(`('${name}', `) || !/^(?:unproven|https:\/\/(?:docs\.)?github\.com\/.+)$/.test(link)
    })
    .map((rule) => rule.rule)

describe('the rules of a machine', () => {
  it('each have a test and say where they come from', () => expect(unheld(machineRules)).toEqual([]))

  it('are missed where the test has another name or nobody says so', () => {
    const good: Rule = {
      rule: 'good',
      link: 'unproven',
      test: 'machine-rules.test.ts: each have a test and say where they come from',
    }
    const bad = [
      { ...good, rule: 'name', test: `${good.test} now` },
      { ...good, rule: 'link', link: 'somewhere' },
    ]
    expect(unheld([good, ...bad])).toEqual(['name', 'link'])
  })
})
