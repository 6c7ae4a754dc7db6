import { afterEach, describe, expect, it } from '@jest/globals'
import type { FaultRule } from '../world/aws/http/faults.ts'
import { type Scene, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const KINDS = ['throttle', 'error', 'reset-before', 'reset-after', 'truncate', 'hang'] as const

async function update(...rules: readonly FaultRule[]) {
  world = await scene()
  await world.deploy()
  await world.write('template.yaml', changed)
  for (const rule of rules) world.aws.fault(rule)
  return await world.deploy({ identity: { runId: '43' } })
}

describe('a write whose answer is lost or refused for now', () => {
  it.each(KINDS.flatMap((kind) => ['CreateChangeSet', 'ExecuteChangeSet'].map((action) => ({ kind, action }))))(
    '$action: $kind',
    async ({ kind, action }) => {
      const result = await update({ action, kind, times: 2 })
      expect(verdictOf(result)).toEqual(DEPLOYED)
      expect(executed(world.aws)).toBe(2)
      expect(world.aws.stacks.status('demo')).toBe('UPDATE_COMPLETE')
    },
  )

  it.each(['CreateChangeSet', 'ExecuteChangeSet'])('%s: a first deployment, applied and cut off', async (action) => {
    world = await scene()
    world.aws.fault({ action, kind: 'reset-after', times: 1 })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(1)
  })

  it.each(KINDS)('DeleteChangeSet of an empty change set: %s', async (kind) => {
    world = await scene()
    await world.deploy()
    world.aws.fault({ action: 'DeleteChangeSet', kind, times: 2 })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
  })

  it('says that an empty change set could not be taken away, and stays successful', async () => {
    world = await scene()
    await world.deploy()
    world.aws.fault({ action: 'DeleteChangeSet', kind: 'error', status: 503 })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toMatchObject({ verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(result.lines.join('\n')).toMatch(/change set deploy-43-\w+ could not be deleted/)
  })

  it('executes after 20 throttles in a row', async () => {
    const result = await update({ action: 'ExecuteChangeSet', kind: 'throttle', times: 20 })
    expect(verdictOf(result)).toEqual(DEPLOYED)
  })

  it('follows the operation when the look after the lost answer is stale', async () => {
    const result = await update(
      { action: 'ExecuteChangeSet', kind: 'reset-after', times: 1 },
      { action: 'DescribeChangeSet', kind: 'stale', ms: 60_000, when: () => count(world.aws, 'ExecuteChangeSet') > 1 },
    )
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(2)
  })
})

describe('a write that is refused', () => {
  it('leaves the stack and says that nothing was changed', async () => {
    const result = await update({ action: 'ExecuteChangeSet', kind: 'denied' })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'ACCESS_DENIED' })
    expect(result.record.stacks[0]?.operation).toBeUndefined()
    expect(result.summary).toContain('nothing was changed')
  })

  it('is unknown when a lost answer came before, and the state cannot be read', async () => {
    const expired: FaultRule = { action: '*', kind: 'expired', when: () => count(world.aws, 'ExecuteChangeSet') > 1 }
    const result = await update({ action: 'ExecuteChangeSet', kind: 'reset-after', times: 1 }, expired)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'CREDENTIALS_EXPIRED' })
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'unknown' })
    expect(result.summary).not.toContain('nothing was changed')
  })

  it('stops when the change set went out of date before it was sent', async () => {
    const result = await update({
      action: 'ExecuteChangeSet',
      kind: 'error',
      status: 400,
      code: 'InvalidChangeSetStatus',
      message: 'ChangeSet cannot be executed in its current execution status of [OBSOLETE]',
    })
    expect(verdictOf(result)).toMatchObject({ failed: true })
    expect(executed(world.aws)).toBe(1)
  })
})
