import { describe, expect, it } from '@jest/globals'
import { deployedBefore } from '../../src/gates/deployed-before.ts'
import type { Core } from '../../src/stack/core.ts'
import { ago, contextOf, judged, refused, SHA } from './context.ts'

const BOT = { login: 'github-actions[bot]' }
const HOUR = 3_600_000
const OURS = `deploy-action/1 successful run=41 sha256=${'0'.repeat(16)}`

const deployment = (id: number, more: object = {}) => ({ id, sha: SHA, environment: 'staging', creator: BOT, ...more })
const status = (id: number, state: string, more: object = {}) => ({
  ...{ id, state, creator: BOT, created_at: ago(2 * HOUR), description: OURS },
  ...more,
})

const judge = (deployments: readonly object[], statuses: readonly object[], options: object = {}) =>
  judged(
    deployedBefore,
    { environment: 'staging', ...options },
    contextOf({ github: { deployments, 'deployments/9/statuses': statuses } }),
  )

const phaseOf = async (statuses: readonly object[], options: object = {}) =>
  (await judge([deployment(9)], statuses, options)).phase

describe('the gate deployed-before', () => {
  it('passes what was deployed well', async () => {
    const judgement = await judge([deployment(9)], [status(1, 'in_progress'), status(2, 'success')])
    expect(judgement).toMatchObject({ phase: 'successful', reason: 'c0ffee000000 in staging succeeded 2 h ago' })
    expect(judgement.link).toBe('https://github.com/octo-org/shop/deployments/staging')
  })

  it('passes what the job says again after the action said it', async () => {
    expect(await phaseOf([status(2, 'success'), status(3, 'success', { description: '' })])).toBe('successful')
  })

  it('blocks a stack that is not as it was deployed', async () => {
    const well = {
      id: 'id',
      name: 'shop-staging',
      status: 'UPDATE_COMPLETE',
      changedAt: ago(3 * HOUR),
      changeSet: 'deploy-40-0123456789ab',
    }
    const seen = async (stack: object | undefined, options: object = {}, account?: string) => {
      const cloudformation = { describe: async () => stack }
      const core = {
        cloudformation,
        clock: { now: () => new Date(0), sleep: async () => undefined },
        say: () => undefined,
        signal: new AbortController().signal,
      }
      const context = contextOf({
        github: { deployments: [deployment(9)], 'deployments/9/statuses': [status(2, 'success')] },
        stacksOf: async (name) => [{ name: `shop-${name}`, region: 'us-east-1', ...(account ? { account } : {}) }],
        core: () => core as unknown as Core,
        caller: async () => ({ account: '111122223333', arn: '' }),
      })
      return (await judged(deployedBefore, { environment: 'staging', ...options }, context)).phase
    }
    expect(await seen(well)).toBe('successful')
    expect(await seen({ ...well, changedAt: ago(HOUR), changeSet: 'deploy-41-0123456789ab' })).toBe('successful')
    expect(await seen({ ...well, changedAt: ago(HOUR) })).toBe('failed')
    expect(await seen({ ...well, changedAt: ago(HOUR), changeSet: 'deploy-410-0123456789ab' })).toBe('failed')
    for (const bad of ['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_IN_PROGRESS', 'ROLLBACK_FAILED'])
      expect(await seen({ ...well, status: bad })).toBe('failed')
    expect(await seen(undefined)).toBe('failed')
    expect(await seen(undefined, { stacks: [] })).toBe('successful')
    expect(await seen(undefined, { stacks: ['other'] })).toBe('failed')
    expect(await seen(well, {}, '444455556666')).toBe('inconclusive')
  })

  it('is unknown where this commit was not deployed', async () => {
    expect((await judge([], [])).phase).toBe('inconclusive')
    expect((await judge([deployment(9, { sha: 'f'.repeat(40) })], [status(2, 'success')])).phase).toBe('inconclusive')
    expect((await judge([deployment(9, { environment: 'dev' })], [status(2, 'success')])).phase).toBe('inconclusive')
    expect((await judge([deployment(9)], [])).phase).toBe('inconclusive')
    const context = contextOf({ github: { deployments: refused('deployments') } })
    expect((await judged(deployedBefore, { environment: 'staging' }, context)).phase).toBe('inconclusive')
  })

  it('is unknown while it is under way', async () => {
    expect(await phaseOf([status(1, 'success'), status(2, 'in_progress')])).toBe('inconclusive')
  })

  it('blocks a newer failure over an older success', async () => {
    expect(await phaseOf([status(1, 'success'), status(2, 'failure')])).toBe('failed')
    expect(await phaseOf([status(2, 'failure'), status(1, 'success')])).toBe('failed')
    const older = { deployments: [deployment(8), deployment(9)], 'deployments/8/statuses': [status(1, 'success')] }
    const context = contextOf({ github: { ...older, 'deployments/9/statuses': [status(2, 'error')] } })
    expect((await judged(deployedBefore, { environment: 'staging' }, context)).phase).toBe('failed')
  })

  it('blocks a success of the job over a failure of the action', async () => {
    const first = [status(1, 'success'), status(2, 'failure')]
    expect(await phaseOf([...first, status(3, 'success', { description: '' })])).toBe('failed')
  })

  it('blocks what was replaced', async () => {
    const statuses = [status(1, 'success'), status(2, 'inactive', { description: '' })]
    expect(await phaseOf(statuses)).toBe('failed')
    expect(await phaseOf(statuses, { replaced: 'allow' })).toBe('successful')
    expect(await phaseOf([status(1, 'failure'), status(2, 'inactive')], { replaced: 'allow' })).toBe('failed')
    expect(await phaseOf([status(0, 'success'), status(1, 'error'), status(2, 'inactive')], { replaced: 'allow' })).toBe('failed')
  })

  it('blocks the word of others', async () => {
    expect(await phaseOf([status(2, 'success', { creator: { login: 'mallory' } })])).toBe('failed')
    expect((await judge([deployment(9, { creator: { login: 'mallory' } })], [status(2, 'success')])).phase).toBe('failed')
    expect(await phaseOf([status(2, 'success')], { creator: 'robot' })).toBe('failed')
  })

  it.each([
    '',
    'ok',
    'deploy-action/1 failed run=41 sha256=0',
    'deploy-action/1 successful run=',
    'deploy-action/1 successful run=4x',
    ` ${OURS}`,
    `x\n${OURS}`,
  ])('blocks a success that is not of this action: %j', async (description) => {
    expect(await phaseOf([status(2, 'success', { description })])).toBe('failed')
    expect(await phaseOf([status(2, 'success', { description })], { ours: false })).toBe('successful')
  })

  it('blocks a success that is not of this action', async () => {
    expect(await phaseOf([status(2, 'success', { description: null })])).toBe('failed')
  })

  it('blocks what is too young or too old', async () => {
    expect(await phaseOf([status(2, 'success')], { soak: '2h' })).toBe('successful')
    expect(await phaseOf([status(2, 'success')], { soak: '121m' })).toBe('failed')
    expect(await phaseOf([status(2, 'success')], { within: '2h' })).toBe('successful')
    expect(await phaseOf([status(2, 'success')], { within: '119m' })).toBe('failed')
    expect(await phaseOf([status(2, 'success', { created_at: 'yesterday' })], { soak: '1h' })).toBe('inconclusive')
  })

  it('says what others wrote in one clean line', async () => {
    const creator = { login: 'mallory\n::error::\u001b[31mx' }
    const { reason } = await judge([deployment(9, { creator })], [status(2, 'success')])
    expect(reason).toContain('mallory ::error::x said')
  })
})
