import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { StackSeed } from '../world/aws/cloudformation/seed.ts'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const rule = (description: string) =>
  `Resources:\n  Rule: { Type: AWS::Events::Rule, Properties: { Description: ${description} } }\n`
const allow = (...recover: readonly string[]) =>
  world.write('.github/deploy.yml', `${SMALLEST}recover: [${recover.join(', ')}]\n`)
const STUCK = { failed: true, verdict: 'error', reason: 'STACK_STUCK' }
const ACTIONS = ['DeleteStack', 'ContinueUpdateRollback', 'RollbackStack'] as const

async function found(status: StackSeed['status'], ...recover: readonly string[]) {
  await allow(...recover)
  await world.write('template.yaml', rule('new'))
  world.aws.stacks.seed({ name: 'demo', status, template: rule('old') })
}

const WAYS = [
  { status: 'ROLLBACK_COMPLETE', action: 'DeleteStack', recover: ['delete-failed-create'], end: 'CREATE_COMPLETE' },
  { status: 'ROLLBACK_FAILED', action: 'DeleteStack', recover: ['delete-failed-create'], end: 'CREATE_COMPLETE' },
  { status: 'UPDATE_ROLLBACK_FAILED', action: 'ContinueUpdateRollback', recover: ['continue-rollback'], end: 'UPDATE_COMPLETE' },
  { status: 'UPDATE_FAILED', action: 'RollbackStack', recover: ['rollback-paused'], end: 'UPDATE_COMPLETE' },
  {
    status: 'CREATE_FAILED',
    action: 'RollbackStack',
    recover: ['rollback-paused', 'delete-failed-create'],
    end: 'CREATE_COMPLETE',
  },
] as const

describe('a stuck stack that may be mended without asking', () => {
  it.each(WAYS)('$status: $action, then the deployment', async ({ status, action, recover, end }) => {
    await found(status, ...recover)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(world.aws.stacks.status('demo')).toBe(end)
    expect(count(world.aws, action)).toBe(1)
    expect(executed(world.aws)).toBe(1)
    expect(result.lines.join('\n')).toMatch(new RegExp(`demo is ${status}: .*\\(recover: ${recover[0]}\\)`))
    const planned = result.record.stages.find(({ stage }) => stage === 'plan')
    expect(planned?.findings.map(({ title }) => title)).toContainEqual(expect.stringContaining(`demo was ${status}`))
    expect(result.summary).toContain('was asked for before the plan')
  })

  it.each(
    WAYS.flatMap((way) =>
      (['throttle', 'error', 'reset-before', 'reset-after', 'hang'] as const).map((kind) => ({ ...way, kind })),
    ),
  )('$status: $action is sent once more after $kind', async ({ status, action, recover, kind }) => {
    await found(status, ...recover)
    world.aws.fault({ action, kind, times: 2 })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    const tokens = world.aws.calls.filter((c) => c.action === action).map((c) => c.params['ClientRequestToken'])
    expect(new Set(tokens).size).toBe(1)
  })

  it.each(WAYS)('$status: $action with descriptions that lag ten seconds behind', async ({ status, action, recover }) => {
    await found(status, ...recover)
    await world.clock.sleep(15_000)
    world.aws.fault({
      action: 'DescribeStacks',
      kind: 'stale',
      ms: 10_000,
      when: () => count(world.aws, 'CreateChangeSet') === 0,
    })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(count(world.aws, action)).toBe(1)
  })

  it('that somebody else mends at the same moment is deployed', async () => {
    await allow('continue-rollback')
    await world.write('template.yaml', rule('new'))
    const next = [{ afterMs: 20_000, status: 'UPDATE_ROLLBACK_COMPLETE' }] as const
    world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_ROLLBACK_FAILED', template: rule('old'), next })
    world.aws.fault({ action: 'ContinueUpdateRollback', kind: 'hang', times: 1 })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
  })
})

describe('a stuck stack that is left alone', () => {
  it.each(WAYS)('$status: names the line of the configuration that would allow it', async ({ status, recover: [recovery] }) => {
    await found(status)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(STUCK)
    expect(result.record.stages.find(({ stage }) => stage === 'plan')?.reason).toContain(`recover: [${recovery}]`)
    expect(ACTIONS.map((action) => count(world.aws, action))).toEqual([0, 0, 0])
  })

  it.each(['ROLLBACK_FAILED', 'CREATE_FAILED'] as const)('%s: what holds data is named and never deleted', async (status) => {
    await allow('delete-failed-create', 'rollback-paused')
    world.aws.stacks.seed({ name: 'demo', status, template: TEMPLATE })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(STUCK)
    expect(result.record.stages.find(({ stage }) => stage === 'plan')?.reason).toContain('Queue (AWS::SQS::Queue)')
    expect(ACTIONS.map((action) => count(world.aws, action))).toEqual([0, 0, 0])
    expect(world.aws.stacks.status('demo')).toBe(status)
  })
})

describe('a way out that fails', () => {
  it('is told with the status that it left, and tried once', async () => {
    await found('ROLLBACK_FAILED', 'delete-failed-create')
    world.aws.script('demo', { resources: { Rule: { fail: { delete: 'still in use' } } } })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(STUCK)
    const planned = result.record.stages.find(({ stage }) => stage === 'plan')
    expect(planned?.reason).toContain('Stack demo is DELETE_FAILED')
    expect(planned?.findings.map(({ title }) => title)).toContainEqual(expect.stringContaining('demo was ROLLBACK_FAILED'))
    expect(count(world.aws, 'DeleteStack')).toBe(1)
    expect(result.record.stacks[0]?.mended).toEqual(['delete-failed-create'])
    expect(result.summary).not.toMatch(/nothing was changed/i)
    expect(result.summary.split('\n')[0]).toContain('a stuck stack was mended before')
  })

  it('ends where it began when the way back fails again', async () => {
    await allow('continue-rollback')
    await world.deploy()
    await world.write('template.yaml', TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60'))
    world.aws.script('demo', { resources: { Queue: { durationMs: 8000, fail: { update: 'too small', rollback: 'stuck' } } } })
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toMatchObject({ reason: 'DEPLOY_FAILED' })
    const result = await world.deploy({ identity: { runId: '44' } })
    expect(verdictOf(result)).toEqual(STUCK)
    expect(result.record.stages.find(({ stage }) => stage === 'plan')?.reason).toMatch(
      /UPDATE_ROLLBACK_FAILED.*continue-rollback ended/,
    )
    expect(count(world.aws, 'ContinueUpdateRollback')).toBe(1)
  })

  it('is refused with its reason', async () => {
    await found('ROLLBACK_COMPLETE', 'delete-failed-create')
    world.aws.fault({ action: 'DeleteStack', kind: 'denied' })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'ACCESS_DENIED' })
    expect(world.aws.stacks.status('demo')).toBe('ROLLBACK_COMPLETE')
    expect(result.summary).toContain('nothing was changed')
    expect(result.summary).not.toContain('was asked for before the plan')
  })

  it('is in the record before it is sent: a lost machine hides nothing', async () => {
    await found('UPDATE_ROLLBACK_FAILED', 'continue-rollback')
    const result = await world.deploy({ killWhen: (aws) => count(aws, 'ContinueUpdateRollback') > 0 })
    expect(result.record.stacks[0]?.mended).toEqual(['continue-rollback'])
    expect(verdictOf(await world.deploy({ identity: { attempt: '2' } }))).toEqual(DEPLOYED)
    expect(count(world.aws, 'ContinueUpdateRollback')).toBe(1)
  })
})

describe('a stack that was mended and is as wanted then', () => {
  it.each([
    [{}, 'NOTHING_TO_CHANGE', '## ✅ demo: nothing to change; a stuck stack was mended before'],
    [{ stages: 'plan' }, 'PLANNED', '## 📋 demo: the plan is ready; nothing was executed; a stuck stack was mended before'],
  ] as const)('is told so in the headline (%j)', async (inputs, reason, headline) => {
    await found('UPDATE_ROLLBACK_FAILED', 'continue-rollback')
    if (reason === 'NOTHING_TO_CHANGE') await world.write('template.yaml', rule('old'))
    const result = await world.deploy({ inputs })
    expect([verdictOf(result).reason, result.summary.split('\n')[0]]).toEqual([reason, headline])
    expect(count(world.aws, 'ContinueUpdateRollback')).toBe(1)
  })
})
