import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/foundation/failure.ts'
import { arranged, eachInOrder } from '../../src/stages/order.ts'

type Deps = Readonly<Record<string, readonly string[]>>
const stacks = (all: Deps) => Object.entries(all).map(([stack, dependsOn]) => ({ stack, system: stack, dependsOn }))

describe('the order of stacks', () => {
  it.each<readonly [string, Deps, string]>([
    ['as they came', { c: [], a: [], b: [] }, 'c a b'],
    ['what is needed first', { web: ['api'], other: [], api: ['data'], data: [] }, 'data api web other'],
    ['a diamond', { d: ['b', 'c'], b: ['a'], c: ['a'], a: [] }, 'a b c d'],
    ['a subset', { web: ['api', 'gone'], api: [] }, 'api web'],
  ])('is %s', (_what, all, expected) => {
    expect(
      arranged(stacks(all))
        .map(({ stack }) => stack)
        .join(' '),
    ).toBe(expected)
  })

  it('reads the name of a system as all of its stacks', () => {
    const [, , last] = arranged([
      { stack: 'web', system: 'web', dependsOn: ['infrastructure'] },
      { stack: 'data', system: 'infrastructure', dependsOn: [] },
      { stack: 'api', system: 'infrastructure', dependsOn: ['data'] },
    ])
    expect(last).toEqual({ stack: 'web', system: 'web', dependsOn: ['data', 'api'] })
  })

  it('names a circle that only the tools know', () => {
    expect(() => arranged(stacks({ a: ['b'], b: ['c'], c: ['a'] }))).toThrow('circle: a → b → c → a')
  })
})

describe('work in order', () => {
  const order = (all: Deps) => arranged(stacks(all))

  it('begins what depends on nothing at once, and the rest when its turn comes', async () => {
    const log: string[] = []
    await eachInOrder(order({ a: [], b: [], c: ['a', 'b'] }), { stop: true }, async (stack) => {
      log.push(`begin ${stack}`)
      await Promise.resolve()
      log.push(`end ${stack}`)
      return true
    })
    expect(log).toEqual(['begin a', 'begin b', 'end a', 'end b', 'begin c', 'end c'])
  })

  it('leaves out what depends on one that did not end well, and lets others go on', async () => {
    const endings = await eachInOrder(
      order({ a: [], b: ['a'], c: [], d: ['c'] }),
      { stop: false },
      async (stack) => stack !== 'a',
    )
    expect([...endings]).toEqual(
      expect.arrayContaining([
        ['a', 'ill'],
        ['b', 'left'],
        ['c', 'well'],
        ['d', 'well'],
      ]),
    )
  })

  it('begins nothing new after a failure where that is asked for, and lets end what runs', async () => {
    const ended: string[] = []
    const endings = await eachInOrder(order({ a: [], c: [], d: ['c'] }), { stop: true }, async (stack) => {
      if (stack === 'a') return false
      for (let turn = 0; turn < 9; turn++) await Promise.resolve()
      ended.push(stack)
      return true
    })
    expect(ended).toEqual(['c'])
    expect(endings.get('d')).toBe('left')
  })

  it('throws what was thrown, once all have ended', async () => {
    const ended: string[] = []
    const work = eachInOrder(order({ a: [], b: [] }), { stop: false }, async (stack) => {
      if (stack === 'a') throw new Failure('cut off', { code: 'AWS_UNREACHABLE' })
      await Promise.resolve()
      ended.push(stack)
      return true
    })
    await expect(work).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
    expect(ended).toEqual(['b'])
  })
})
