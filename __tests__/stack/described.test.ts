import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/foundation/failure.ts'
import type { CloudFormation, StackDescription } from '../../src/ports/cloudformation.ts'
import { described } from '../../src/stack/described.ts'
import { coreOver } from './core.ts'

const PAGE = 2
const stackOf = (name: string) => ({ id: `arn:${name}`, name, status: 'CREATE_COMPLETE' }) as StackDescription

/** A region with these stacks, and what is asked of it. */
function regionOf(there: readonly string[], list: Partial<CloudFormation> = {}) {
  const asked: string[] = []
  const { core } = coreOver({
    describe: async (name) => {
      asked.push(name)
      return there.includes(name) ? stackOf(name) : undefined
    },
    describeAll: async (_, next = '0') => {
      asked.push(`all from ${next}`)
      const end = Number(next) + PAGE
      return { stacks: there.slice(Number(next), end).map(stackOf), ...(end < there.length ? { next: `${end}` } : {}) }
    },
    ...list,
  })
  const ask = async (...names: readonly string[]) => {
    asked.length = 0
    const found = await Promise.all(names.map((name) => described(core, name)))
    return [found.map((stack) => stack?.name), [...asked]]
  }
  return { core, asked, ask }
}

describe('stacks that are asked for in the same moment', () => {
  it('are found by one list, by name or id', async () => {
    const { ask } = regionOf(['a', 'b'])
    expect(await ask('a', 'b')).toEqual([['a', 'b'], ['all from 0']])
    expect(await ask('arn:b', 'a')).toEqual([['b', 'a'], ['all from 0']])
  })

  it('are asked for by name where there is one only', async () => {
    const { ask } = regionOf(['a', 'b'])
    expect(await ask('a')).toEqual([['a'], ['a']])
  })

  it('are asked for by name where the list does not have them', async () => {
    const { ask } = regionOf(['a', 'b'])
    expect(await ask('a', 'new', 'b')).toEqual([
      ['a', undefined, 'b'],
      ['all from 0', 'new'],
    ])
  })

  it('are asked for by name from then on where the list costs as many calls', async () => {
    const { ask } = regionOf(['x', 'y', 'z', 'a', 'b'])
    expect(await ask('a', 'b')).toEqual([
      ['a', 'b'],
      ['all from 0', 'all from 2', 'b'],
    ])
    expect(await ask('a', 'b')).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
    expect(await ask('a', 'b', 'x')).toEqual([
      ['a', 'b', 'x'],
      ['all from 0', 'all from 2', 'all from 4'],
    ])
  })

  it('are asked for by name where the list may not be read, and it is not asked for again', async () => {
    let lists = 0
    const { ask } = regionOf(['a', 'b'], {
      describeAll: async () => {
        lists += 1
        throw new Failure('not authorized', { code: 'ACCESS_DENIED' })
      },
    })
    for (let time = 0; time < 2; time++)
      expect(await ask('a', 'b')).toEqual([
        ['a', 'b'],
        ['a', 'b'],
      ])
    expect(lists).toBe(1)
  })

  it('are looked at again by who asks later', async () => {
    const { ask } = regionOf(['a', 'b'])
    await ask('a', 'b')
    expect(await ask('a', 'b')).toEqual([['a', 'b'], ['all from 0']])
  })
})
