import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { rules } from './conformance.ts'
import { usual } from './hub/switches.ts'

const folder = '__tests__/world/executor'
const probe = readFileSync('.github/workflows/probe.yml', 'utf8')
const all = Object.values(rules).flat()

/** Whether a test of this name is in its file, whatever it is quoted with. */
function held(test: string): boolean {
  const at = test.indexOf(': ')
  const [file, name] = [test.slice(0, at), test.slice(at + 2)]
  const source = readFileSync(`${folder}/${file}`, 'utf8')
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`))
}

describe('the table of rules', () => {
  it.each(all.map(({ rule, test }) => [rule, test]))('%s', (_rule, test) => expect(held(test)).toBe(true))

  it('misses a test that has another name', () =>
    expect(held('conformance.test.ts: no such name'.replace('no', 'not'))).toBe(false))

  it('says where GitHub says so, or that it does not', () =>
    expect(all.filter(({ link }) => !/^(?:unproven|https:\/\/(?:docs\.)?github\.com\/.+)$/.test(link))).toEqual([]))

  it('has a fact of the probe only for what is not proven, or may be either way', () =>
    expect(all.filter((rule) => rule.fact && rule.link !== 'unproven' && rule.switch === undefined)).toEqual([]))

  it('names every switch, and facts that the probe prints', () => {
    const switches = Object.keys(usual).filter((name) => name !== 'speed')
    expect(all.flatMap((rule) => rule.switch ?? []).sort()).toEqual(switches.sort())
    for (const { fact } of all) if (fact) expect(probe).toContain(`'${fact[0]}'`)
  })
})
