import { describe, expect, it } from '@jest/globals'
import type { StackEvent } from '../../src/domain/stack.ts'
import { type PlacedEvent, rootCause, wasCancelled } from '../../src/stack/cause.ts'

const STACK = 'AWS::CloudFormation::Stack'
let count = 0
const placed = (
  at: number,
  logicalId: string,
  status: string,
  reason?: string,
  more: Partial<StackEvent> = {},
  path = ['demo'],
): PlacedEvent => {
  count += 1
  const time = new Date(Date.UTC(2026, 10, 20, 8, 0, at)).toISOString()
  const event = {
    id: `${count}`,
    at: time,
    stackId: 'arn:demo',
    logicalId,
    type: 'AWS::SQS::Queue',
    status,
    ...(reason ? { reason } : {}),
    ...more,
  }
  return { event, path }
}

describe('the root cause', () => {
  it('is the first failure, not those that follow from it', () => {
    const found = rootCause(
      [
        placed(1, 'Second', 'UPDATE_FAILED', 'Resource update cancelled'),
        placed(1, 'First', 'UPDATE_FAILED', 'out of range'),
        placed(2, 'Third', 'DELETE_FAILED', 'still used'),
      ],
      (id) => ({ First: 7 })[id],
    )
    expect(found).toEqual({
      at: '2026-11-20T08:00:01.000Z',
      logicalId: 'First',
      type: 'AWS::SQS::Queue',
      status: 'UPDATE_FAILED',
      reason: 'out of range',
      path: ['demo'],
      line: 7,
    })
  })

  it('is in the innermost stack, whose lines are those of another template', () => {
    const inner = placed(1, 'Deep', 'CREATE_FAILED', 'no room', {}, ['demo', 'Outer', 'Inner'])
    const outer = placed(1, 'Outer', 'CREATE_FAILED', 'Embedded stack was not created', { type: STACK })
    expect(rootCause([outer, inner], (id) => ({ Deep: 3, Outer: 2 })[id])).toEqual({
      ...{ logicalId: 'Deep', type: 'AWS::SQS::Queue', status: 'CREATE_FAILED', reason: 'no room' },
      at: '2026-11-20T08:00:01.000Z',
      path: ['demo', 'Outer', 'Inner'],
    })
  })

  it('is the nested stack itself where nothing inside it failed', () => {
    const outer = placed(1, 'Outer', 'CREATE_FAILED', 'S3 error: Access Denied', { type: STACK })
    expect(rootCause([outer])).toMatchObject({ logicalId: 'Outer', reason: 'S3 error: Access Denied' })
  })

  it('says so where AWS gives no reason', () => {
    expect(rootCause([placed(1, 'Queue', 'CREATE_FAILED')])?.reason).toBe('no reason given')
  })

  it('is what turned the stack round where no resource failed', () => {
    const turn = placed(3, 'demo', 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated', { type: STACK })
    const found = rootCause([placed(2, 'Queue', 'UPDATE_FAILED', 'Resource update cancelled'), turn])
    expect(found).toMatchObject({ logicalId: 'demo', reason: 'User Initiated' })
    expect(found && wasCancelled(found)).toBe(true)
  })

  it('is an alarm, and nobody cancelled, when an alarm turned it round', () => {
    const found = rootCause([placed(3, 'demo', 'UPDATE_ROLLBACK_IN_PROGRESS', 'Rollback trigger fired', { type: STACK })])
    expect(found?.reason).toBe('Rollback trigger fired')
    expect(found && wasCancelled(found)).toBe(false)
  })

  it('is nothing where all went well', () => {
    const begin = placed(1, 'demo', 'UPDATE_IN_PROGRESS', 'User Initiated', { type: STACK })
    expect(rootCause([begin, placed(2, 'Queue', 'UPDATE_COMPLETE')])).toBeUndefined()
  })
})
