import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const run = { runId: '43' }

/** An update of five minutes that its run does not see the end of. */
async function left(script: Parameters<Scene['aws']['script']>[1] = { resources: { Queue: { durationMs: 300_000 } } }) {
  await world.deploy()
  await world.write('template.yaml', changed)
  await world.write('.github/deploy.yml', `${SMALLEST}    time-limit: 1m\n`)
  world.aws.script('demo', script)
  const first = await world.deploy({ identity: run })
  expect(verdictOf(first)).toEqual({ failed: true, verdict: 'error', reason: 'TIME_LIMIT' })
  await world.write('.github/deploy.yml', SMALLEST)
  return first
}

describe('a re-run while the operation goes on', () => {
  it('follows it, tells its changes and scans the logs of its time', async () => {
    const first = await left()
    const again = await world.deploy({ identity: { ...run, attempt: '2' } })
    expect(verdictOf(again)).toEqual(DEPLOYED)
    const [stack] = again.record.stacks
    expect(stack?.plan?.joins).toBe(stack?.operation?.token)
    expect(stack?.plan?.changes).toEqual(first.record.stacks[0]?.plan?.changes)
    expect(stack?.operation?.startedAt).toBe(first.record.stacks[0]?.operation?.startedAt)
    expect(again.record.stages.find((s) => s.stage === 'logscan')?.reason).not.toContain('nothing was deployed')
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(2)
  })

  it('is failed with the root cause when the operation fails', async () => {
    await left({ resources: { Queue: { durationMs: 300_000, fail: { update: 'too small' } } } })
    const again = await world.deploy({ identity: { ...run, attempt: '2' } })
    expect(verdictOf(again)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
    expect(again.record.stacks[0]?.operation?.rootCause?.reason).toBe('too small')
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(2)
  })

  it('of something else waits for it and deploys what it is asked for', async () => {
    await left()
    await world.write('template.yaml', changed.replace('60', '90'))
    const again = await world.deploy({ identity: { ...run, attempt: '2' } })
    expect(verdictOf(again)).toEqual(DEPLOYED)
    expect(again.lines.join('\n')).toContain('another operation is under way')
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(3)
  })

  it('of another run waits for it, and then finds nothing to change', async () => {
    await left()
    const other = await world.deploy({ identity: { runId: '44' } })
    expect(verdictOf(other)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(2)
  })
})

describe('a re-run after the operation has ended', () => {
  it('finds nothing to change when it ended well', async () => {
    await left()
    await world.clock.sleep(600_000)
    const again = await world.deploy({ identity: { ...run, attempt: '2' } })
    expect(verdictOf(again)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(executed(world.aws)).toBe(2)
  })

  it('tries anew when it rolled back', async () => {
    await left({ resources: { Queue: { durationMs: 120_000, fail: { update: 'busy' }, times: 1 } } })
    await world.clock.sleep(600_000)
    expect(world.aws.stacks.status('demo')).toBe('UPDATE_ROLLBACK_COMPLETE')
    const again = await world.deploy({ identity: { ...run, attempt: '2' } })
    expect(verdictOf(again)).toEqual(DEPLOYED)
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(3)
  })

  it('twice with nothing to change needs no waiting', async () => {
    await world.deploy()
    await world.deploy({ identity: run })
    const begun = world.clock.now().getTime()
    const again = await world.deploy({ identity: { ...run, attempt: '2' } })
    expect(verdictOf(again)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(world.clock.now().getTime() - begun).toBeLessThan(5000)
  })

  it('twice in one attempt goes well too', async () => {
    await world.deploy()
    await world.deploy({ identity: run })
    const again = await world.deploy({ identity: run })
    expect(verdictOf(again)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
  })
})

describe('the job that deploys, run again with the record of the job that planned', () => {
  it('finds its operation and sends nothing', async () => {
    await world.deploy()
    await world.write('template.yaml', changed)
    const plan = await world.deploy({ identity: run, inputs: { stages: 'synthesize,plan' } })
    await world.carry('plan')
    const inputs = {
      stages: 'synthesize,deploy',
      record: 'plan/record.json',
      'record-sha256': plan.outputs['record-sha256'] ?? '',
    }
    const first = await world.deploy({ identity: run, inputs })
    expect(first.outputs['reason-code']).toBe('DEPLOYED')
    const again = await world.deploy({ identity: { ...run, attempt: '2' }, inputs })
    expect(again.outputs['reason-code']).toBe('DEPLOYED')
    expect(again.lines.join('\n')).toContain('already under way; following it')
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(2)
  })

  it('refuses the plan when the stack has moved since', async () => {
    await world.deploy()
    await world.write('template.yaml', changed)
    const plan = await world.deploy({ identity: run, inputs: { stages: 'synthesize,plan' } })
    await world.carry('plan')
    await world.write('template.yaml', changed.replace('60', '90'))
    expect(verdictOf(await world.deploy({ identity: { runId: '44' } }))).toEqual(DEPLOYED)
    await world.write('template.yaml', changed)
    const inputs = {
      stages: 'synthesize,deploy',
      record: 'plan/record.json',
      'record-sha256': plan.outputs['record-sha256'] ?? '',
    }
    const result = await world.deploy({ identity: run, inputs })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_STALE' })
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(2)
  })
})
