import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { rules } from './conformance.ts'
import { usual } from './hub/switches.ts'

const folder = '__tests__/world/executor'
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && path !== 'conformance.test.ts')
  .map((path) => readFileSync(`${folder}/${path}`, 'utf8'))
  .join('\n')
const probe = readFileSync('.github/workflows/probe.yml', 'utf8')
const all = Object.values(rules).flat()

describe('the table of rules', () => {
  it.each(all.map(({ rule, test }) => [rule, test]))('%s', (_rule, test) => {
    const quoted = [`'${test}'`, `"${test}"`, `\`${test}\``]
    expect(quoted.some((title) => tests.includes(title))).toBe(true)
  })

  it('says where GitHub says so, or that it does not', () =>
    expect(all.filter(({ docs }) => docs !== 'unproven' && !docs.startsWith('https://docs.github.com/'))).toEqual([]))

  it('has a fact of the probe only for what is not proven, or may be either way', () =>
    expect(all.filter((rule) => rule.fact && rule.docs !== 'unproven' && rule.switch === undefined)).toEqual([]))

  it('names every switch, and the facts that the probe prints', () => {
    expect(all.flatMap((rule) => rule.switch ?? []).sort()).toEqual(
      Object.keys(usual)
        .filter((name) => name !== 'speed')
        .sort(),
    )
    for (const { fact } of all) if (fact) expect(probe).toContain(`'${fact[0]}'`)
  })
})
