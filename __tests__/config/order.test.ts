import { describe, expect, it } from '@jest/globals'
import { failure, mistakes } from './source.ts'

const file = (stacks: Readonly<Record<string, readonly string[]>>) =>
  `version: 1\nstacks:\n${Object.entries(stacks)
    .map(([name, before]) => `  - { name: ${name}, template: t, depends-on: [${before.join(', ')}] }\n`)
    .join('')}`

describe('wrong orders', () => {
  it('names the circle, once, where it closes', () => {
    const text = file({ a: ['b'], b: ['c'], c: ['a'], d: ['a'] })
    expect(mistakes(text)).toEqual(['5:42 stacks depend on each other in a circle: a → b → c → a'])
    expect(failure(text).code).toBe('STACK_CYCLE')
  })

  it('finds two circles, and a stack that waits for itself', () => {
    expect(mistakes(file({ a: ['b'], b: ['a'], c: ['c'] }))).toEqual([
      '4:42 stacks depend on each other in a circle: a → b → a',
      '5:42 stacks depend on each other in a circle: c → c',
    ])
  })

  it('names what does not exist', () => {
    expect(mistakes(file({ data: [], api: ['dta'] }))).toEqual([
      '4:44 there is no stack “dta”; expected data, api. Did you mean “data”?',
    ])
  })

  it('refuses a name twice, after expansion too', () => {
    expect(mistakes('version: 1\nstacks:\n  - { name: a, template: t }\n  - { name: a, template: t }\n')).toEqual([
      '4:13 another stack has the name “a” already',
    ])
    const text = 'version: 1\nstacks:\n  - { name: a-x, template: t }\n  - { name: "a-${environment}", template: t }\n'
    expect(mistakes(text, { environment: 'x' })).toEqual(['4:13 another stack has the name “a-x” already'])
    expect(
      mistakes('version: 1\nstacks: [{ name: a, template: t }]\nverify: [{ name: c, http: x }, { name: c, http: y }]\n'),
    ).toEqual(['3:40 another check has the name “c” already'])
  })

  it('bears a long chain', () => {
    const chain = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`s${n}`, n < 999 ? [`s${n + 1}`] : []]))
    expect(mistakes(file(chain))).toEqual([])
  })
})
