import { describe, expect, it } from '@jest/globals'
import type { StackEvent } from '../../src/domain/stack.ts'
import { stream } from '../../src/stack/events.ts'
import { Progress } from '../../src/stack/progress.ts'

const ROOT = 'arn:aws:cloudformation:us-east-1:123456789012:stack/demo/1'
const STACK = 'AWS::CloudFormation::Stack'
const root = stream(ROOT, ['demo'])
const child = stream('arn:child', ['demo', 'Outer'])
const event = (logicalId: string, status: string, more: Partial<StackEvent> = {}): StackEvent => ({
  id: `${logicalId}-${status}`,
  at: '2026-11-20T08:00:00.000Z',
  stackId: ROOT,
  type: 'AWS::SQS::Queue',
  logicalId,
  status,
  ...more,
})
const own = (status: string) => event('demo', status, { type: STACK, physicalId: ROOT })

describe('the line of progress', () => {
  it('counts, names the last, and those that run longest', () => {
    const progress = new Progress('demo', ['A', 'B', 'C', 'D', 'E'], 0)
    for (const [index, id] of ['A', 'B', 'C', 'D'].entries()) progress.note(event(id, 'UPDATE_IN_PROGRESS'), root, index * 10_000)
    progress.note(event('E', 'UPDATE_COMPLETE'), root, 95_000)
    expect(progress.line(125_000)).toBe(
      'demo: 1/5, last: E UPDATE_COMPLETE, running 4, longest: A 2 min 5 s, B 1 min 55 s, C 1 min 45 s',
    )
  })

  it('comes every ten seconds with news, every minute without', () => {
    const progress = new Progress('demo', ['A', 'B'], 0)
    progress.note(event('A', 'UPDATE_IN_PROGRESS'), root, 1000)
    const due = (now: number) => progress.line(now) !== undefined
    expect([9999, 10_000, 20_000, 69_999, 70_000].map(due)).toEqual([false, true, false, false, true])
    progress.note(event('A', 'UPDATE_COMPLETE'), root, 71_000)
    expect([79_999, 80_000].map(due)).toEqual([false, true])
  })

  it('names none that has only just begun', () => {
    const progress = new Progress('demo', ['A', 'B'], 0)
    progress.note(event('A', 'UPDATE_IN_PROGRESS'), root, 10_000)
    expect(progress.line(10_500)).toBe('demo: 0/2, last: A UPDATE_IN_PROGRESS, running 1')
  })

  it('comes when the stack turns, and tells the way back', () => {
    const progress = new Progress('demo', ['A', 'B'], 0)
    progress.note(own('UPDATE_IN_PROGRESS'), root, 0)
    expect(progress.line(0)).toBe('demo: 0/2')
    progress.note(event('A', 'UPDATE_FAILED'), root, 1000)
    progress.note(own('UPDATE_ROLLBACK_IN_PROGRESS'), root, 1000)
    expect(progress.line(1000)).toBe('demo: going back, last: A UPDATE_FAILED')
  })

  it('says no more once nothing is left', () => {
    const progress = new Progress('demo', ['A'], 0)
    progress.note(event('A', 'UPDATE_COMPLETE'), root, 1000)
    progress.note(own('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), root, 1000)
    expect(progress.line(100_000)).toBeUndefined()
  })

  it('names what is inside a nested stack, and not the stack that waits for it', () => {
    const progress = new Progress('demo', ['Outer'], 0)
    progress.note(event('Outer', 'UPDATE_IN_PROGRESS', { type: STACK, physicalId: 'arn:child' }), root, 1000)
    progress.note(event('Deep', 'UPDATE_IN_PROGRESS'), child, 1000)
    progress.note(event('Outer', 'UPDATE_COMPLETE'), child, 1000)
    expect(progress.line(31_000)).toBe('demo: 0/1, last: Outer/Outer UPDATE_COMPLETE, running 1, longest: Outer/Deep 30 s')
  })
})
