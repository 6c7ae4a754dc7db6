import { describe, expect, it } from '@jest/globals'
import type { StackDescription } from '../../src/ports/cloudformation.ts'
import { type Before, followed, leftBy } from '../../src/stack/left.ts'

const AT = '2026-11-20T08:00:00.000Z'
const LATER = '2026-11-20T09:00:00.000Z'
const stack = (status: string, more: Partial<StackDescription> = {}): StackDescription => ({
  ...{ id: 'arn', name: 'demo', status, changedAt: LATER, parameters: {}, outputs: {}, tags: {} },
  ...{ capabilities: [], notificationArns: [], terminationProtection: false },
  ...more,
})
const update: Before = { plan: { kind: 'update', changeSet: 'ours', basedOn: AT } }
const create: Before = { plan: { kind: 'create', changeSet: 'ours' } }
const ours = { changeSet: 'ours' }
const seen = (found: StackDescription | undefined, before: Before) => {
  const { state, status } = leftBy(found, before) ?? {}
  return state === undefined ? 'nothing' : `${state} ${status}`
}

describe('what a silent job did to a stack', () => {
  it.each<[string, StackDescription | undefined, Before, string]>([
    ['it is as it was planned', stack('UPDATE_COMPLETE', { changedAt: AT }), update, 'nothing'],
    ['it was never created', undefined, create, 'nothing'],
    ['it is there by name only', stack('REVIEW_IN_PROGRESS'), create, 'nothing'],
    ['it is being changed', stack('UPDATE_IN_PROGRESS'), update, 'running UPDATE_IN_PROGRESS'],
    ['it is being created', stack('CREATE_IN_PROGRESS'), create, 'running CREATE_IN_PROGRESS'],
    ['our change was carried out', stack('UPDATE_COMPLETE', ours), update, 'succeeded UPDATE_COMPLETE'],
    ['our creation was carried out', stack('CREATE_COMPLETE', ours), create, 'succeeded CREATE_COMPLETE'],
    ['our change was rolled back', stack('UPDATE_ROLLBACK_COMPLETE', ours), update, 'failed UPDATE_ROLLBACK_COMPLETE'],
    ['something else changed it', stack('UPDATE_COMPLETE', { changeSet: 'theirs' }), update, 'unknown UPDATE_COMPLETE'],
    ['it is gone', undefined, update, 'failed DELETE_COMPLETE'],
    ['no plan is known, and it is older than the job', stack('UPDATE_COMPLETE', { changedAt: AT }), { since: LATER }, 'nothing'],
    ['no plan is known, and it was changed since', stack('UPDATE_COMPLETE'), { since: AT }, 'unknown UPDATE_COMPLETE'],
    ['no plan is known, nor when', stack('UPDATE_COMPLETE'), {}, 'unknown UPDATE_COMPLETE'],
    ['no plan is known, and no stack is there', undefined, {}, 'unknown not there'],
  ])('%s', (_what, found, before, expected) => expect(seen(found, before)).toBe(expected))

  it('is followed where it went on', () => {
    const operation = { token: 't', kind: 'update', state: 'running', status: 'UPDATE_IN_PROGRESS', events: 3 } as const
    const states = [stack('UPDATE_IN_PROGRESS'), stack('UPDATE_COMPLETE'), stack('UPDATE_ROLLBACK_COMPLETE'), undefined].map(
      (found) => followed(found, operation).state,
    )
    expect(states).toEqual(['running', 'succeeded', 'failed', 'unknown'])
  })

  it.each<[string, StackDescription, string]>([
    ['it is ours still', stack('UPDATE_COMPLETE', ours), 'succeeded'],
    ['another change came after it', stack('UPDATE_COMPLETE', { changeSet: 'theirs' }), 'unknown'],
    ['another change is under way', stack('UPDATE_IN_PROGRESS', { changeSet: 'theirs' }), 'unknown'],
  ])('is not taken for another one: %s', (_what, found, state) => {
    const operation = { token: 't', kind: 'update', state: 'running', status: 'UPDATE_IN_PROGRESS', events: 3 } as const
    expect(followed(found, operation, update.plan)).toMatchObject({ token: 't', state })
  })
})
