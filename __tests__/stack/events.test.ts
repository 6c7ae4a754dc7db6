import { describe, expect, it } from '@jest/globals'
import type { StackEvent } from '../../src/domain/stack.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { claim, fresh, stream } from '../../src/stack/events.ts'
import { coreOver } from './core.ts'

const event = (n: number, token: string): StackEvent => ({
  ...{ id: `e${n}`, at: new Date(Date.UTC(2026, 10, 20, 8, 0, n)).toISOString(), stackId: 'arn:demo', token },
  ...{ logicalId: 'Queue', type: 'AWS::SQS::Queue', status: 'UPDATE_COMPLETE' },
})

/** A history that can grow, served in pages of three, and how many pages were read. */
function historyOf(...tokens: readonly string[]) {
  const all = tokens.map((token, n) => event(n, token))
  const pages: (string | undefined)[] = []
  const { core } = coreOver({
    events: async (_, __, next) => {
      pages.push(next)
      const end = next === undefined ? all.length : Number(next)
      const start = Math.max(0, end - 3)
      return { events: all.slice(start, end).reverse(), ...(start > 0 ? { next: `${start}` } : {}) }
    },
  })
  return { core, pages, add: (token: string) => all.push(event(all.length, token)) }
}

const ids = (events: readonly StackEvent[]) => events.map(({ id }) => id).join(' ')

describe('the events of a stack', () => {
  it('come oldest first, from as many pages as it takes, and each once', async () => {
    const { core, pages, add } = historyOf('a', 'a', 'a', 'a', 'a', 'a', 'a')
    const one = stream('arn:demo', ['demo'])
    expect(ids(await fresh(core, one, 1000))).toBe('e0 e1 e2 e3 e4 e5 e6')
    expect(pages).toHaveLength(3)
    add('a')
    expect(ids(await fresh(core, one, 1000))).toBe('e7')
    expect(pages).toHaveLength(4)
  })

  it('come once where pages overlap, since something happened between them', async () => {
    const pages = new Map([
      ['first', { events: [event(3, 'a'), event(2, 'a')], next: 'second' }],
      ['second', { events: [event(2, 'a'), event(1, 'a')] }],
    ])
    const { core } = coreOver({ events: async (_, __, next) => pages.get(next ?? 'first') ?? { events: [] } })
    expect(ids(await fresh(core, stream('arn:demo', ['demo']), 1000))).toBe('e1 e2 e3')
  })

  it('come in the order of their time, whatever page they lie on', async () => {
    const pages = new Map([
      ['first', { events: [event(4, 'a'), event(1, 'a')], next: 'second' }],
      ['second', { events: [event(3, 'a'), event(2, 'a')] }],
    ])
    const { core } = coreOver({ events: async (_, __, next) => pages.get(next ?? 'first') ?? { events: [] } })
    expect(ids(await fresh(core, stream('arn:demo', ['demo']), 1000))).toBe('e1 e2 e3 e4')
  })

  it('from before a moment are left out, and not paged', async () => {
    const { core, pages } = historyOf('a', 'a', 'a', 'a', 'a', 'b')
    expect(ids(await fresh(core, stream('arn:demo', ['demo'], event(5, 'b').at), 1000))).toBe('e5')
    expect(pages).toHaveLength(1)
  })

  it('are not lost when a later page cannot be read the first time', async () => {
    let failures = 1
    const { core } = coreOver({
      events: async (_, __, next) => {
        if (next && failures-- > 0) throw new Failure('cut off', { code: 'AWS_UNREACHABLE' })
        return next ? { events: [event(0, 'a')] } : { events: [event(1, 'a')], next: '1' }
      },
    })
    expect(ids(await fresh(core, stream('arn:demo', ['demo']), 60_000))).toBe('e0 e1')
  })
})

describe('an operation in the history', () => {
  it('is not there: one page is read, and what is old is never read again', async () => {
    const { core, pages, add } = historyOf('a', 'a', 'a', 'a', 'b', 'b')
    const one = stream('arn:demo', ['demo'])
    expect(await claim(core, one, 'ours')).toBe(false)
    add('ours')
    expect(ids(await fresh(core, one, 1000))).toBe('e6')
    expect(pages).toHaveLength(2)
  })

  it.each([
    ['in the middle of a page', ['a', 'ours', 'ours'], 'e1 e2'],
    ['over several pages', ['a', 'a', 'ours', 'ours', 'ours', 'ours', 'ours'], 'e2 e3 e4 e5 e6'],
    ['from the beginning', ['ours', 'ours', 'ours', 'ours'], 'e0 e1 e2 e3'],
    ['up to the edge of a page', ['a', 'a', 'a', 'ours', 'ours', 'ours'], 'e3 e4 e5'],
    ['with somebody after it', ['a', 'ours', 'b'], 'e1 e2'],
  ])('is there %s', async (_, tokens, expected) => {
    const { core } = historyOf(...tokens)
    const one = stream('arn:demo', ['demo'])
    expect(await claim(core, one, 'ours')).toBe(true)
    expect(ids(await fresh(core, one, 1000))).toBe(expected)
  })
})
