import { afterEach, describe, expect, it } from '@jest/globals'
import type { ScriptedAws } from '../world/aws/server.ts'
import { type Result, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { begun, count, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const CANCELLED = { failed: true, verdict: 'error', reason: 'CANCELLED' }
const REMOVALS = ['DeleteStack', 'DeleteChangeSet']

/** Calls made since a moment. */
const since = (aws: ScriptedAws, from: number) => aws.calls.slice(from).map((c) => c.action)

/** A stack that is there, a change of half a minute to it, and a run that is cancelled at some point. */
async function cancelled(when: (calls: readonly string[], aws: ScriptedAws) => boolean, config = SMALLEST) {
  world = await scene({ changeSetMs: 2000 })
  await world.deploy()
  await world.write('template.yaml', changed)
  await world.write('.github/deploy.yml', config)
  world.aws.script('demo', { changeSetMs: 2000, resources: { Queue: { durationMs: 30_000 } } })
  const from = world.aws.calls.length
  const result = await world.deploy({ identity: { runId: '43' }, cancelWhen: (aws) => when(since(aws, from), aws) })
  expect(since(world.aws, from).filter((action) => REMOVALS.includes(action))).toEqual([])
  complete(result)
  return { result, calls: () => since(world.aws, from) }
}

/** Record and summary say everything that a person needs, and nothing is left open. */
function complete({ record, summary, outputs }: Result) {
  expect(record.endedAt).toBeDefined()
  expect(record.stages.map((s) => s.stage)).toEqual(['synthesize', 'plan', 'deploy', 'verify', 'logscan', 'report'])
  expect(record).not.toHaveProperty('current')
  expect(summary).toContain('Is it safe?')
  expect(outputs['verdict']).toBe(record.verdict)
}

/** The same run again, to its end. */
const again = () => world.deploy({ identity: { runId: '43', attempt: '2' } })

// The stack is looked at once for the plan and once more before it is executed.
const atExecute = (calls: readonly string[]) =>
  calls.filter((action) => action === 'DescribeStacks').length === 2 && !calls.includes('ExecuteChangeSet')
const updating = (calls: readonly string[]) =>
  calls.includes('ExecuteChangeSet') && calls.filter((action) => action === 'DescribeStackEvents').length > 6

describe('a cancel that finds nothing under way changes nothing', () => {
  it.each([
    ['before the plan', () => true],
    ['while the change set is made', (calls: readonly string[]) => calls.filter((c) => c === 'DescribeChangeSet').length > 1],
    ['right before ExecuteChangeSet', atExecute],
  ] as const)('%s', async (_, when) => {
    const { result, calls } = await cancelled(when)
    expect(verdictOf(result)).toEqual(CANCELLED)
    expect(calls()).not.toContain('ExecuteChangeSet')
    expect(calls()).not.toContain('CancelUpdateStack')
    expect(result.summary.split('\n')[0]).toContain('cancelled; nothing was changed')
    expect(result.record.stacks[0]?.operation).toBeUndefined()
    expect(verdictOf(await again())).toEqual(DEPLOYED)
    expect(count(world.aws, 'CreateChangeSet')).toBeLessThanOrEqual(3)
    expect(executed(world.aws)).toBe(2)
  })
})

describe('a cancel of an update', () => {
  it.each([
    ['right after ExecuteChangeSet', (calls: readonly string[]) => calls.includes('ExecuteChangeSet')],
    ['in the middle', updating],
  ] as const)('%s: it is cancelled, said, and deployed anew by a re-run', async (_, when) => {
    const { result, calls } = await cancelled(when)
    expect(verdictOf(result)).toEqual(CANCELLED)
    expect(calls().filter((c) => c === 'CancelUpdateStack')).toHaveLength(1)
    expect(result.record.stages.find((s) => s.stage === 'deploy')?.reason).toContain('putting the old version back')
    expect(result.summary.split('\n')[0]).toContain('cancelled in the middle; AWS still works on it')
    expect(verdictOf(await again())).toEqual(DEPLOYED)
    expect(world.aws.stacks.status('demo')).toBe('UPDATE_COMPLETE')
  })

  it.each(['reset-before', 'reset-after'] as const)('whose own request or answer is lost says what is true: %s', async (kind) => {
    let armed = false
    const { result, calls } = await cancelled((seen, aws) => {
      if (!armed) aws.fault({ action: 'CancelUpdateStack', kind, times: 1 })
      armed = true
      return updating(seen)
    })
    expect(result.record.stages.find((s) => s.stage === 'deploy')?.reason).toContain('was cancelled; CloudFormation')
    expect(calls().filter((c) => c === 'CancelUpdateStack').length).toBeGreaterThan(0)
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK', 'demo UPDATE_STACK', 'demo CANCEL_UPDATE'])
  })

  it('whose answer to ExecuteChangeSet was lost is cancelled all the same', async () => {
    let armed = false
    const { result, calls } = await cancelled((seen, aws) => {
      if (!armed) aws.fault({ action: 'ExecuteChangeSet', kind: 'reset-after', times: 1 })
      armed = true
      return seen.includes('ExecuteChangeSet')
    })
    expect(verdictOf(result)).toEqual(CANCELLED)
    expect(calls()).toContain('CancelUpdateStack')
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'running' })
  })

  it('goes on where the configuration says so, and a re-run follows it', async () => {
    const { result, calls } = await cancelled(updating, `${SMALLEST}on-cancel: continue\n`)
    expect(verdictOf(result)).toEqual(CANCELLED)
    expect(calls()).not.toContain('CancelUpdateStack')
    expect(result.summary).toContain('a re-run of this run follows it')
    const second = await again()
    expect(verdictOf(second)).toEqual(DEPLOYED)
    expect(second.record.stacks[0]?.operation?.token).toBe(result.record.stacks[0]?.operation?.token)
    expect(executed(world.aws)).toBe(2)
  })
})

describe('a cancel while an update cleans up', () => {
  it.each(['cancel', 'continue'])(
    'comes too late: the new version is there, and a re-run finds it (on-cancel: %s)',
    async (policy) => {
      world = await scene()
      await world.deploy()
      await world.write('template.yaml', changed)
      await world.write('.github/deploy.yml', `${SMALLEST}on-cancel: ${policy}\n`)
      const status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
      world.aws.script('demo', { pauses: { [status]: 60_000 } })
      const result = await world.deploy({ identity: { runId: '43' }, cancelWhen: (aws) => aws.stacks.status('demo') === status })
      complete(result)
      expect(verdictOf(result)).toEqual(CANCELLED)
      expect(result.record.stages.find((s) => s.stage === 'deploy')?.reason).not.toContain('old version back')
      expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'running' })
      expect(result.summary.split('\n')[0]).toContain('cancelled in the middle; AWS still works on it')
      expect(verdictOf(await again())).toEqual(DEPLOYED)
      expect(begun(world.aws)).toEqual(['demo CREATE_STACK', 'demo UPDATE_STACK'])
    },
  )
})

describe('a cancel of a first creation', () => {
  it('lets it go on, deletes nothing, and a re-run follows it', async () => {
    world = await scene()
    world.aws.script('demo', { resources: { Queue: { durationMs: 30_000 } } })
    const result = await world.deploy({ cancelWhen: (aws) => updating(aws.calls.map((c) => c.action)) })
    complete(result)
    expect(verdictOf(result)).toEqual(CANCELLED)
    expect(result.summary).toContain('the creation of demo goes on')
    const second = await world.deploy({ identity: { attempt: '2' } })
    expect(verdictOf(second)).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(1)
    expect(world.aws.calls.map((c) => c.action).filter((action) => /^(Delete|Cancel)/.test(action))).toEqual([])
  })
})

describe('a cancel while the report is written', () => {
  it('changes nothing that is known: the deployment is told as it ended, whole', async () => {
    world = await scene()
    await world.deploy()
    await world.write('template.yaml', changed)
    let late = false
    const result = await world.deploy({
      identity: { runId: '43' },
      // The last call to AWS is answered: only those to GitHub are left.
      cancelWhen: (aws) => {
        late ||= aws.stacks.status('demo') === 'UPDATE_COMPLETE' && aws.calls.at(-1)?.action === 'ListStackResources'
        return late
      },
    })
    expect(late).toBe(true)
    complete(result)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(verdictOf(await again())).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK', 'demo UPDATE_STACK'])
  })
})

describe('a cancel after the end of the deployment', () => {
  it('is told as cancelled, with the new version running', async () => {
    const { result, calls } = await cancelled((seen) => seen.includes('ExecuteChangeSet') && seen.at(-1) === 'DescribeStacks')
    expect(verdictOf(result)).toEqual(CANCELLED)
    expect(calls()).not.toContain('CancelUpdateStack')
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'succeeded' })
    expect(result.summary.split('\n')[0]).toContain('cancelled after the deployment; the new version runs')
    expect(verdictOf(await again())).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(executed(world.aws)).toBe(2)
  })
})
