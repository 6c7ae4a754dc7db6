import { afterEach, describe, expect, it } from '@jest/globals'
import type { StackScript } from '../world/aws/cloudformation/script.ts'
import { type Scene, scene, TEMPLATE } from './scene.ts'
import { begun, chain, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const FAILED = { failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' }

/** An update of a stack with a past, its events as the script says. */
async function update(script: StackScript, oldEvents = 0) {
  world = await scene()
  world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', template: TEMPLATE, oldEvents })
  await world.write('template.yaml', changed)
  world.aws.script('demo', script)
  return await world.deploy({ identity: { runId: '43' } })
}

describe('events of a page in no order', () => {
  it.each([0, 3, 40, 1500])('with %d older ones among them: the end is ours, not that of an operation before', async (old) => {
    const result = await update({ shuffled: true, resources: { Queue: { durationMs: 20_000 } } }, old)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'succeeded', status: 'UPDATE_COMPLETE', events: 5 })
    expect(result.lines.filter((line) => /UPDATE_COMPLETE {2}demo/.test(line))).toHaveLength(1)
    expect(begun(world.aws)).toEqual(['demo UPDATE_STACK'])
  })

  it('a failure is told with its root cause, though good ends of before stand around it', async () => {
    const script = { durationMs: 20_000, fail: { update: 'the well is dry' } }
    const result = await update({ shuffled: true, resources: { Queue: script } }, 40)
    expect(verdictOf(result)).toEqual(FAILED)
    expect(result.record.stacks[0]).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' })
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Queue', reason: 'the well is dry' })
  })

  it('a re-run that follows an operation does not take the good end of an earlier one for its end', async () => {
    world = await scene()
    world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', template: TEMPLATE, oldEvents: 60 })
    await world.write('template.yaml', changed)
    world.aws.script('demo', { shuffled: true, resources: { Queue: { durationMs: 120_000, fail: { update: 'too small' } } } })
    const cut = { identity: { runId: '43' }, killWhen: () => world.clock.now().getTime() > begin + 60_000 }
    const begin = world.clock.now().getTime()
    await world.deploy(cut)
    const again = await world.deploy({ identity: { runId: '43', attempt: '2' } })
    expect(verdictOf(again)).toEqual(FAILED)
    expect(again.record.stacks[0]?.operation?.rootCause).toMatchObject({ reason: 'too small' })
    expect(begun(world.aws)).toEqual(['demo UPDATE_STACK'])
  })

  it('over several pages, each is told once', async () => {
    world = await scene({ resourceMs: 40 })
    await world.write('template.yaml', chain(150))
    world.aws.script('demo', { shuffled: true, resourceMs: 40 })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.filter((line) => /CREATE_COMPLETE {2}Queue\d+/.test(line))).toHaveLength(150)
  })
})

describe('events that appear late, before ones that were seen', () => {
  it('the first of the stack: it has begun with what was seen first, and ends once', async () => {
    const result = await update({ resources: { demo: { lateMs: { UPDATE_IN_PROGRESS: 8000 } }, Queue: { durationMs: 20_000 } } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'succeeded', events: 5 })
  })

  it('that of the resource that failed is the root cause all the same', async () => {
    const Queue = { durationMs: 5000, fail: { update: 'the well is dry' }, lateMs: { UPDATE_FAILED: 4000 } }
    const pauses = { UPDATE_ROLLBACK_IN_PROGRESS: 10_000 }
    const result = await update({ pauses, resources: { Queue } })
    expect(verdictOf(result)).toEqual(FAILED)
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Queue', reason: 'the well is dry' })
  })

  it('the end itself: it is waited for, whatever the descriptions say', async () => {
    const result = await update({ resources: { demo: { lateMs: { UPDATE_COMPLETE: 30_000 } } } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'succeeded' })
    expect(executed(world.aws)).toBe(1)
  })

  it('one from the way there that comes on the way back does not turn it round', async () => {
    const demo = { lateMs: { UPDATE_IN_PROGRESS: 12_000 } }
    const Queue = { durationMs: 5000, fail: { update: 'the well is dry' } }
    const result = await update({ pauses: { UPDATE_ROLLBACK_IN_PROGRESS: 60_000 }, resources: { demo, Queue } })
    expect(verdictOf(result)).toEqual(FAILED)
    const [last] = result.lines.filter((line) => /UPDATE_IN_PROGRESS {2}demo/.test(line))
    expect(last).toContain('08:00')
    expect(result.record.stacks[0]?.operation?.startedAt).toMatch(/T08:00/)
  })
})
