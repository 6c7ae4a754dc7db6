import { describe, expect, it } from '@jest/globals'
import type { StackEvent } from '../../src/domain/stack.ts'
import { rootOperations } from '../../src/stack/root-operations.ts'

const ID = 'arn:aws:cloudformation:us-east-1:111122223333:stack/demo/1'
const STACK = 'AWS::CloudFormation::Stack'

/** Events a second apart: of the stack itself by their status, of a resource as `Name STATUS`. */
const events = (...told: readonly string[]): readonly StackEvent[] =>
  told.map((text, index) => {
    const [first = '', status] = text.split(' ')
    const own = status === undefined
    return {
      id: `event-${index}`,
      at: `2026-11-20T08:00:${String(index).padStart(2, '0')}.000Z`,
      stackId: ID,
      logicalId: own ? 'demo' : first,
      physicalId: own ? ID : `${first}-1`,
      type: own ? STACK : 'AWS::SQS::Queue',
      status: status ?? first,
    }
  })

const seen = (...told: readonly string[]) =>
  rootOperations('demo', events(...told)).map(({ kind, state, status }) => `${kind} ${state} ${status}`)

describe('the operations that events tell of', () => {
  it.each([
    [[], []],
    [['REVIEW_IN_PROGRESS'], []],
    [
      ['REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'Queue CREATE_COMPLETE', 'CREATE_COMPLETE'],
      ['create succeeded CREATE_COMPLETE'],
    ],
    [['UPDATE_IN_PROGRESS', 'Queue UPDATE_IN_PROGRESS'], ['update running UPDATE_IN_PROGRESS']],
    [['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'], ['update succeeded UPDATE_COMPLETE']],
    [
      ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'],
      ['update failed UPDATE_ROLLBACK_COMPLETE'],
    ],
    [['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE'], ['create failed ROLLBACK_COMPLETE']],
    [['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'], ['update failed DELETE_COMPLETE']],
    [
      ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
      ['update succeeded UPDATE_COMPLETE', 'update succeeded UPDATE_COMPLETE'],
    ],
    [['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'], ['update failed UPDATE_ROLLBACK_COMPLETE']],
    [['Queue UPDATE_COMPLETE', 'UPDATE_COMPLETE'], []],
    [['IMPORT_IN_PROGRESS', 'IMPORT_COMPLETE'], ['update succeeded IMPORT_COMPLETE']],
    [
      ['IMPORT_IN_PROGRESS', 'IMPORT_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_COMPLETE'],
      ['update failed IMPORT_ROLLBACK_COMPLETE'],
    ],
  ])('%j: %j', (told, expected) => {
    expect(seen(...told)).toEqual(expected)
  })

  it('have the span and the number of their events, and are known by the last one', () => {
    const [one] = rootOperations('demo', events('CREATE_IN_PROGRESS', 'Queue CREATE_IN_PROGRESS', 'CREATE_COMPLETE'))
    expect(one).toMatchObject({ startedAt: '2026-11-20T08:00:00.000Z', endedAt: '2026-11-20T08:00:02.000Z', events: 3 })
    expect(one?.token).toMatch(/^event-[0-9a-f]{40}$/)
  })

  it('are known by their token where they have one', () => {
    const all = events('UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE').map((event) => ({ ...event, token: 'of-the-cdk' }))
    expect(rootOperations('demo', all)[0]?.token).toBe('of-the-cdk')
  })

  it('say what failed', () => {
    const [one] = rootOperations('demo', events('UPDATE_IN_PROGRESS', 'Queue UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE'))
    expect(one?.rootCause).toMatchObject({ logicalId: 'Queue', status: 'UPDATE_FAILED', path: ['demo'] })
  })
})
