import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, verdictOf } from './sight.ts'
import { actions } from './told.ts'

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const run = { runId: '43' }
const REJECTED = { failed: false, verdict: 'skipped', reason: 'REJECTED' }
const LEFT = { failed: false, verdict: 'skipped', reason: 'SKIPPED' }
const CHANGING = /^(Create|Execute|Delete|Cancel|Update|Set)/

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

/** A plan that waits for approval, and what the later jobs get of it. */
async function planned(stages = 'plan') {
  const plan = await world.deploy({ identity: run, inputs: { stages } })
  expect(plan.outputs['reason-code']).toBe('PLANNED')
  await world.carry('plan')
  return { record: 'plan/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' }
}
async function updating(stages?: string) {
  await world.deploy()
  await world.write('template.yaml', changed)
  return planned(stages)
}
const report = (inputs: Readonly<Record<string, string>>) =>
  world.deploy({ identity: run, inputs: { ...inputs, stages: 'report' } })
const found = ({ record }: Result) => record.stages.flatMap(({ findings }) => findings)

describe('the plan of a change that nobody approved', () => {
  it('is taken away by the job that reports, which is all that it changes', async () => {
    const inputs = await updating()
    const from = world.aws.calls.length
    const result = await report(inputs)
    expect([verdictOf(result), found(result)]).toEqual([REJECTED, []])
    expect(result.summary.split('\n')[0]).toBe('## 🗑️ demo: the plan was not executed and is withdrawn')
    expect(result.record.stacks[0]).toMatchObject({ rejected: true, plan: { kind: 'update' } })
    expect(result.record.stacks[0]?.plan).not.toHaveProperty('changeSet')
    expect(result.record.resume).toContain('Plan again')
    const made = world.aws.calls.slice(from).map(({ action }) => action)
    expect(made.filter((action) => CHANGING.test(action))).toEqual(['DeleteChangeSet'])
    const late = await world.deploy({ identity: run, inputs: { ...inputs, stages: 'deploy' } })
    expect(late.outputs['reason-code']).toBe('PLAN_STALE')
  })

  it('may be gone already', async () => {
    const inputs = await updating()
    await report(inputs)
    expect(verdictOf(await report(inputs))).toEqual(REJECTED)
    expect(count(world.aws, 'DeleteChangeSet')).toBe(1)
  })

  it('is left where the role may not delete it, with the command that does', async () => {
    const inputs = await updating()
    world.aws.fault({ action: 'DeleteChangeSet', kind: 'denied' })
    const result = await report(inputs)
    expect(verdictOf(result)).toEqual(LEFT)
    const name = result.record.stacks[0]?.plan?.changeSet
    expect(found(result)).toEqual([
      expect.objectContaining({
        severity: 'low',
        title: `Change set ${name} of demo was left`,
        cause: expect.stringContaining('cloudformation:DeleteChangeSet'),
        fix: expect.stringContaining(`delete-change-set --stack-name demo --region us-east-1 --change-set-name ${name}`),
      }),
    ])
  })

  it('is left where AWS cannot be asked', async () => {
    const inputs = await updating()
    world.aws.fault({ action: 'DescribeStacks', kind: 'denied' })
    const result = await report(inputs)
    expect([verdictOf(result), count(world.aws, 'DeleteChangeSet')]).toEqual([LEFT, 0])
    expect(found(result)).toHaveLength(1)
  })

  it('is left where the credentials are those of another account', async () => {
    // What another job is to go on from has the configuration with it.
    const inputs = await updating('synthesize, plan, report')
    await world.write('.github/deploy.yml', `${SMALLEST}    account: "999999999999"\n`)
    const result = await report(inputs)
    expect([verdictOf(result), count(world.aws, 'DeleteChangeSet')]).toEqual([LEFT, 0])
    expect(found(result)[0]?.cause).toContain('another account')
  })
})

describe('the plan of a stack that was never created', () => {
  it('leaves its shell, which is told and used by the next plan', async () => {
    const result = await report(await planned())
    expect(verdictOf(result)).toEqual(REJECTED)
    expect(found(result)).toMatchObject([{ title: 'demo was never created and stays as an empty shell (REVIEW_IN_PROGRESS)' }])
    expect(world.aws.stacks.status('demo')).toBe('REVIEW_IN_PROGRESS')
    expect(actions(world)).not.toContain('DeleteStack')
    expect(verdictOf(await world.deploy({ identity: { runId: '44' } }))).toEqual(DEPLOYED)
    expect(world.aws.stacks.ids()).toHaveLength(1)
  })
})

describe('a plan that was executed, reported on with its own record', () => {
  it('is left while it is carried out', async () => {
    const inputs = await updating()
    world.aws.script('demo', { resources: { Queue: { durationMs: 300_000 } } })
    const lost = (aws: Scene['aws']) => count(aws, 'ExecuteChangeSet') === 2
    await world.deploy({ identity: run, inputs: { ...inputs, stages: 'deploy' }, killWhen: lost })
    const result = await report(inputs)
    expect([verdictOf(result), count(world.aws, 'DeleteChangeSet')]).toEqual([LEFT, 0])
    expect(found(result)[0]?.cause).toBe('an operation is under way on the stack (UPDATE_IN_PROGRESS)')
  })

  it('is not called withdrawn afterwards', async () => {
    const inputs = await updating()
    await world.deploy({ identity: run, inputs: { ...inputs, stages: 'deploy' } })
    const result = await report(inputs)
    expect([verdictOf(result), count(world.aws, 'DeleteChangeSet')]).toEqual([LEFT, 0])
    expect(found(result)[0]?.cause).toBe('it is EXECUTE_COMPLETE')
  })
})

describe('the record of a job that was to deploy', () => {
  it('is reported on without touching AWS: a re-run may still need the plan', async () => {
    const inputs = await updating()
    world.aws.fault({ action: 'ExecuteChangeSet', kind: 'denied' })
    const failed = await world.deploy({ identity: run, inputs: { ...inputs, stages: 'deploy' } })
    await world.carry('deployed')
    const from = world.aws.calls.length
    await report({ record: 'deployed/record.json', 'record-sha256': failed.outputs['record-sha256'] ?? '' })
    expect(world.aws.calls).toHaveLength(from)
  })
})
