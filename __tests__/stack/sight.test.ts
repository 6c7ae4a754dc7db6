import { describe, expect, it } from '@jest/globals'
import type { StackEvent } from '../../src/domain/stack.ts'
import { stream } from '../../src/stack/events.ts'
import { Sight } from '../../src/stack/sight.ts'

const ROOT = 'arn:aws:cloudformation:us-east-1:123456789012:stack/demo/1'
const CHILD = 'arn:aws:cloudformation:us-east-1:123456789012:stack/demo-Child/2'
const STACK = 'AWS::CloudFormation::Stack'
let count = 0
const event = (second: number, more: Partial<StackEvent>): StackEvent => {
  count += 1
  const at = new Date(Date.UTC(2026, 10, 20, 8, 0, second)).toISOString()
  return { id: `${count}`, at, stackId: ROOT, logicalId: 'Queue', type: 'AWS::SQS::Queue', status: 'UPDATE_COMPLETE', ...more }
}
const own = (second: number, status: string, token = 'ours'): StackEvent =>
  event(second, { logicalId: 'demo', physicalId: ROOT, type: STACK, status, token })

const sightOf = (outstanding: readonly string[] = ['Queue', 'Topic']) => {
  const root = stream(ROOT, ['demo'])
  return { root, sight: new Sight({ token: 'ours', kind: 'update', outstanding, line: () => undefined }, root) }
}

describe('what is seen of an operation', () => {
  it('begins with our token and ends with the stack itself, whoever does something in between', () => {
    const { root, sight } = sightOf()
    const given = [
      own(1, 'UPDATE_COMPLETE', 'somebody'),
      own(2, 'UPDATE_IN_PROGRESS'),
      own(3, 'UPDATE_ROLLBACK_IN_PROGRESS', 'a-cancel'),
      own(4, 'UPDATE_ROLLBACK_COMPLETE', 'a-cancel'),
      own(5, 'UPDATE_IN_PROGRESS', 'somebody'),
    ]
    expect(given.map((one) => sight.take(one, root))).toEqual([false, true, true, true, false])
    expect(sight.operation).toMatchObject({ state: 'failed', status: 'UPDATE_ROLLBACK_COMPLETE', events: 3 })
  })

  it('takes no end from before its beginning for its own, and late news of the stack for no step back', () => {
    const { root, sight } = sightOf()
    const given = [
      event(3, { token: 'ours' }),
      own(1, 'UPDATE_COMPLETE', 'somebody'),
      own(6, 'UPDATE_ROLLBACK_IN_PROGRESS', 'a-cancel'),
      own(2, 'UPDATE_IN_PROGRESS'),
    ]
    expect(given.map((one) => sight.take(one, root))).toEqual([true, false, true, true])
    expect(sight.operation).toMatchObject({ state: 'running', status: 'UPDATE_ROLLBACK_IN_PROGRESS' })
    expect(sight.operation.startedAt).toBe(given[3]?.at)
  })

  it('holds a resource of the type of a stack apart from the stack', () => {
    const { root, sight } = sightOf()
    sight.take(own(1, 'UPDATE_IN_PROGRESS'), root)
    sight.take(event(2, { logicalId: 'Child', type: STACK, physicalId: CHILD, status: 'UPDATE_COMPLETE' }), root)
    expect(sight.operation.state).toBe('running')
    expect(sight.streams.map(({ stackId, path }) => [stackId, path])).toEqual([
      [ROOT, ['demo']],
      [CHILD, ['demo', 'Child']],
    ])
  })

  it('takes what happened inside before the end, also when it is read after it', () => {
    const { root, sight } = sightOf()
    sight.take(own(1, 'UPDATE_IN_PROGRESS'), root)
    sight.take(
      event(2, { logicalId: 'Child', type: STACK, physicalId: CHILD, status: 'UPDATE_FAILED', reason: 'Embedded' }),
      root,
    )
    sight.take(own(5, 'UPDATE_ROLLBACK_COMPLETE'), root)
    const [, child] = sight.streams
    if (!child) throw new Error('the nested stack is not followed')
    expect(sight.take(event(2, { logicalId: 'Deep', status: 'UPDATE_FAILED', reason: 'dry' }), child)).toBe(true)
    expect(sight.take(event(6, { logicalId: 'Deep', status: 'UPDATE_FAILED', reason: 'later' }), child)).toBe(false)
    expect(sight.operation.rootCause).toMatchObject({ logicalId: 'Deep', reason: 'dry', path: ['demo', 'Child'] })
  })

  it('asks for looks that are rare in the middle and frequent at the end', () => {
    const { root, sight } = sightOf()
    sight.take(own(1, 'UPDATE_IN_PROGRESS'), root)
    expect([100, 3000, 60_000].map((elapsed) => sight.pause(elapsed, 0))).toEqual([300, 2400, 5000])
    sight.take(event(2, { logicalId: 'Queue' }), root)
    expect(sight.pause(60_000, 0)).toBe(5000)
    sight.take(event(3, { logicalId: 'Topic', status: 'UPDATE_IN_PROGRESS' }), root)
    expect(sight.pause(60_000, 0)).toBe(1500)
    sight.take(event(4, { logicalId: 'Topic' }), root)
    expect([0, 3000, 60_000].map((quiet) => sight.pause(60_000, quiet))).toEqual([500, 1500, 2000])
  })

  it('waits for the way back by what happens on it', () => {
    const { root, sight } = sightOf()
    sight.take(own(1, 'UPDATE_IN_PROGRESS'), root)
    sight.take(own(2, 'UPDATE_ROLLBACK_IN_PROGRESS'), root)
    expect([0, 4000, 60_000].map((quiet) => sight.pause(60_000, quiet))).toEqual([750, 2000, 5000])
    sight.take(own(3, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'), root)
    expect(sight.pause(60_000, 0)).toBe(500)
  })

  it('takes the cleaning up for the end of what was planned', () => {
    const { root, sight } = sightOf()
    sight.take(own(1, 'UPDATE_IN_PROGRESS'), root)
    sight.take(own(2, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), root)
    expect(sight.pause(60_000, 0)).toBe(500)
  })

  it('reads no nested stack that ended, until it is worked on again or the cause of a failure is looked for', () => {
    const { root, sight } = sightOf()
    const child = (second: number, status: string) =>
      event(second, { logicalId: 'Child', type: STACK, physicalId: CHILD, status })
    sight.take(own(1, 'UPDATE_IN_PROGRESS'), root)
    sight.take(child(2, 'UPDATE_IN_PROGRESS'), root)
    const nested = sight.streams[1] ?? root
    const reads = () => sight.streams.map((one) => sight.reads(one))
    sight.take(event(3, { logicalId: 'demo-Child', type: STACK, physicalId: CHILD, status: 'UPDATE_COMPLETE' }), nested)
    sight.take(child(4, 'UPDATE_COMPLETE'), root)
    expect(reads()).toEqual([true, false])
    sight.take(child(5, 'UPDATE_IN_PROGRESS'), root)
    expect(reads()).toEqual([true, true])
    sight.take(event(6, { logicalId: 'demo-Child', type: STACK, physicalId: CHILD, status: 'UPDATE_COMPLETE' }), nested)
    expect(reads()).toEqual([true, false])
    sight.take(own(7, 'UPDATE_ROLLBACK_COMPLETE'), root)
    expect(reads()).toEqual([true, true])
  })
})
