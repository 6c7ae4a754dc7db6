import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'
import { expectTold } from './told.ts'

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const CANCELS = `${SMALLEST}    time-limit: 5m\n    on-time-limit: cancel\n`
const MINUTE = 60_000
const OVER = { failed: true, verdict: 'error', reason: 'TIME_LIMIT' }

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

/** An update that takes so long, of a stack whose updates are cancelled after five minutes. */
async function slow(minutes: number) {
  await world.deploy()
  await world.write('template.yaml', changed)
  await world.write('.github/deploy.yml', CANCELS)
  world.aws.script('demo', { resources: { Queue: { durationMs: minutes * MINUTE } } })
}
const update = () => world.deploy({ identity: { runId: '43' } })
const cancels = () => world.aws.calls.filter(({ action }) => action === 'CancelUpdateStack')

const expectBack = (result: Awaited<ReturnType<typeof update>>) => {
  expectTold(result, {
    code: 'TIME_LIMIT_CANCELLED',
    verdict: 'failed',
    headline: '❌ demo: the deployment failed and CloudFormation put the old version back',
    says: 'the update did not end within 5 min and was cancelled; the old version is back',
    fix: 'Find out what took so long',
  })
  expect(result.record.stacks[0]?.operation).toMatchObject({
    state: 'failed',
    status: 'UPDATE_ROLLBACK_COMPLETE',
    overdue: true,
  })
  expect(world.aws.stacks.status('demo')).toBe('UPDATE_ROLLBACK_COMPLETE')
}

describe('an update that takes too long and is to be cancelled', () => {
  it('is cancelled, and its way back is followed to the end', async () => {
    await slow(10)
    const from = world.clock.now().getTime()
    const result = await update()
    expectBack(result)
    expect(cancels().map(({ params }) => params['ClientRequestToken'])).toEqual([
      `${result.record.stacks[0]?.operation?.token}-cancel`,
    ])
    expect(world.clock.now().getTime() - from).toBeGreaterThan(5 * MINUTE)
  })

  it('is cancelled once where the answer to that was lost', async () => {
    await slow(10)
    world.aws.fault({ action: 'CancelUpdateStack', kind: 'reset-after', times: 1 })
    expectBack(await update())
    expect(new Set(cancels().map(({ params }) => params['ClientRequestToken'])).size).toBe(1)
  })

  it('is still going on where it may not be cancelled', async () => {
    await slow(10)
    world.aws.fault({ action: 'CancelUpdateStack', kind: 'denied' })
    const result = await update()
    expectTold(result, {
      code: 'TIME_LIMIT',
      headline: '❓ demo: the operation was still going on when this run ended; how it ends is not known',
      says: 'could not be cancelled: ',
      fix: 'Run again to follow it',
    })
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'running' })
  })

  it('is deployed where it ends well before it can be cancelled', async () => {
    await slow(6)
    const message = 'CancelUpdateStack cannot be called from current stack status'
    world.aws.fault({ action: 'CancelUpdateStack', kind: 'error', status: 400, code: 'ValidationError', message })
    const result = await update()
    expect([verdictOf(result), cancels().length]).toEqual([DEPLOYED, 1])
    expect(result.record.stacks[0]?.operation).not.toHaveProperty('overdue')
  })

  it('is an error where the way back takes too long as well', async () => {
    await slow(40)
    const result = await update()
    expect(verdictOf(result)).toEqual(OVER)
    expect(result.annotations.at(-1)).toContain('UPDATE_ROLLBACK_IN_PROGRESS')
    expect(cancels()).toHaveLength(1)
  })

  it('is not cancelled blindly', async () => {
    await slow(60)
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'throttle', after: 3 })
    expect([verdictOf(await update()), cancels()]).toEqual([OVER, []])
  })

  it('is cancelled where it could not be seen until the limit', async () => {
    await slow(20)
    const until = world.clock.now().getTime() + 6 * MINUTE
    const when = () => world.clock.now().getTime() < until
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'throttle', after: 3, when })
    expectBack(await update())
  })

  it('is followed by a re-run that has its own time', async () => {
    await slow(8)
    await world.write('.github/deploy.yml', `${SMALLEST}    time-limit: 5m\n`)
    expect(verdictOf(await update())).toEqual(OVER)
    await world.write('.github/deploy.yml', CANCELS)
    expect(verdictOf(await world.deploy({ identity: { runId: '43', attempt: '2' } }))).toEqual(DEPLOYED)
    expect([cancels(), executed(world.aws)]).toEqual([[], 2])
  })
})

describe('a creation that takes too long', () => {
  it('is left to go on, whatever becomes of updates', async () => {
    await world.write('.github/deploy.yml', CANCELS)
    world.aws.script('demo', { resources: { Queue: { durationMs: 10 * MINUTE } } })
    expect(verdictOf(await world.deploy())).toEqual(OVER)
    expect([cancels(), count(world.aws, 'DeleteStack')]).toEqual([[], 0])
    expect(world.aws.stacks.status('demo')).toBe('CREATE_IN_PROGRESS')
  })
})
