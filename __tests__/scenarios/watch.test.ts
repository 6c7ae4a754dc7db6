import { afterEach, describe, expect, it } from '@jest/globals'
import { type Scene, type SceneOptions, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { chain, count, DEPLOYED, executed, verdictOf } from './sight.ts'
import { expectTold } from './told.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const FAILED = { failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' }

async function ready(options: SceneOptions = {}, durationMs = 60_000) {
  world = await scene(options)
  await world.deploy()
  await world.write('template.yaml', changed)
  world.aws.script('demo', { resources: { Queue: { durationMs } } })
}

describe('an update of a minute with an event every five seconds', () => {
  it('costs few calls and little time of its own', async () => {
    world = await scene()
    await world.write('template.yaml', chain(12))
    await world.deploy()
    await world.write('template.yaml', chain(12, 60))
    world.aws.script('demo', { changeSetMs: 2000, resourceMs: 5000 })
    const calls = world.aws.calls.length
    const begun = world.clock.now().getTime()
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
    const seconds = (world.clock.now().getTime() - begun) / 1000
    const made = world.aws.calls.slice(calls).map(({ action }) => action)
    expect(made.length).toBeLessThanOrEqual(33)
    expect(made.filter((action) => action === 'DescribeStackEvents').length).toBeLessThanOrEqual(21)
    expect(seconds - 62).toBeLessThan(1.5)
  })
})

describe('clocks', () => {
  it.each([3_600_000, -3_600_000])('of machine and AWS may differ by an hour (%d ms)', async (skewMs) => {
    await ready({ skewMs })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.operation?.startedAt?.slice(0, 13)).toBe(skewMs > 0 ? '2026-11-20T09' : '2026-11-20T07')
  })
})

describe('an operation that is longer than the limit', () => {
  it('is an error with a way to go on, and a re-run follows it to its end', async () => {
    await ready({}, 600_000)
    await world.write('.github/deploy.yml', `${SMALLEST}    time-limit: 5m\n`)
    const first = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(first)).toEqual({ failed: true, verdict: 'error', reason: 'TIME_LIMIT' })
    expect(first.record.resume).toMatch(/^Run again to follow it/)
    expect(first.record.stacks[0]?.operation).toMatchObject({ state: 'running', status: 'UPDATE_IN_PROGRESS' })
    const sent = world.aws.calls.length
    await world.write('.github/deploy.yml', `${SMALLEST}    time-limit: 20m\n`)
    const again = await world.deploy({ identity: { runId: '43', attempt: '2' } })
    expect(verdictOf(again)).toEqual(DEPLOYED)
    expect(again.record.stacks[0]?.operation?.token).toBe(first.record.stacks[0]?.operation?.token)
    const writes = world.aws.calls.slice(sent).filter((c) => /ChangeSet$/.test(c.action) && !c.action.startsWith('Describe'))
    expect(writes).toEqual([])
  })

  it('is the limit too when every read is throttled until then', async () => {
    await ready({}, 600_000)
    await world.write('.github/deploy.yml', `${SMALLEST}    time-limit: 5m\n`)
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'throttle', after: 3 })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'TIME_LIMIT' })
  })
})

describe('credentials that expire while watching', () => {
  it('are an error, never a failure of the deployment, and a re-run follows the operation', async () => {
    await ready()
    const rule = { action: 'DescribeStackEvents', kind: 'expired', after: 10 } as const
    world.aws.fault(rule)
    const first = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(first)).toEqual({ failed: true, verdict: 'error', reason: 'CREDENTIALS_EXPIRED' })
    expect(first.record.resume).toMatch(/^Run again/)
    expect(first.summary).toContain('still going on')
    world.aws.reset()
    const again = await world.deploy({ identity: { runId: '43', attempt: '2' } })
    expect(verdictOf(again)).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(0)
  })
})

describe('somebody else', () => {
  it('cancels our update: failed, and it says who to ask', async () => {
    await ready()
    let cancelled = false
    const result = await world.deploy({
      identity: { runId: '43' },
      cancelWhen: (aws) => {
        if (!cancelled && count(aws, 'DescribeStackEvents') > 12) void stranger('CancelUpdateStack')
        cancelled ||= count(aws, 'DescribeStackEvents') > 12
        return false
      },
    })
    expect(cancelled).toBe(true)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_CANCELLED' })
    expect(result.summary).toContain('CancelUpdateStack')
    expect(result.summary).toContain('put the old version back')
  })

  it('deletes the stack that we make: failed, and seen to its end by its id, as its name is gone', async () => {
    world = await scene()
    world.aws.script('demo', { resources: { Queue: { durationMs: 60_000 } } })
    let deleted = false
    const result = await world.deploy({
      cancelWhen: (aws) => {
        if (!deleted && count(aws, 'DescribeStackEvents') > 5) void stranger('DeleteStack')
        deleted ||= count(aws, 'DescribeStackEvents') > 5
        return false
      },
    })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_CANCELLED' })
    expect(result.record.stacks[0]).toMatchObject({
      status: 'DELETE_COMPLETE',
      operation: { status: 'DELETE_COMPLETE', rootCause: { status: 'DELETE_IN_PROGRESS' } },
    })
    expect(result.summary.split('\n')[0]).toContain('took it away again')
  })

  /** Deployed, and deleted before anybody looks at it by its id. */
  async function deletedSoon(durationMs: number) {
    world = await scene()
    world.aws.script('demo', { resources: { Queue: { durationMs } } })
    const byId = ({ params }: { readonly params: Readonly<Record<string, unknown>> }) =>
      String(params['StackName']).startsWith('arn:')
    world.aws.fault({ action: 'DescribeStacks', kind: 'throttle', times: 3, when: byId })
    let deleted = false
    const result = await world.deploy({
      cancelWhen: (aws) => {
        const made = aws.stacks.status('demo') === 'CREATE_COMPLETE' && aws.calls.at(-1)?.action === 'DescribeStacks'
        if (made && !deleted) void stranger('DeleteStack')
        deleted ||= made
        return false
      },
    })
    expect(deleted).toBe(true)
    return result
  }

  it('deletes the stack that we have just made: failed, as it does not run', async () => {
    const result = await deletedSoon(50)
    const headline = '❌ demo: the stack was deleted by somebody else, and nothing of it runs'
    const says = 'demo: demo ended as DELETE_COMPLETE'
    expectTold(result, { code: 'DEPLOY_FAILED', verdict: 'failed', headline, says, fix: 'Correct the root cause' })
    expect(result.record.stacks[0]).toMatchObject({ status: 'DELETE_COMPLETE', operation: { state: 'failed' } })
    expect(result.summary).toContain('CloudTrail says by whom')
    expect(result.summary).toContain('aws cloudtrail lookup-events')
  })

  it('is deleting the stack that we have just made, for long: failed, and how that ends is not known', async () => {
    const result = await deletedSoon(60_000)
    expect(verdictOf(result)).toEqual(FAILED)
    expect(result.record.stacks[0]).toMatchObject({ status: 'DELETE_IN_PROGRESS', operation: { state: 'failed' } })
    expect(result.summary.split('\n')[0]).toContain('still going on')
  })
})

/** What neither we nor our run asks of the stack. */
async function stranger(action: 'CancelUpdateStack' | 'DeleteStack'): Promise<void> {
  await fetch(world.aws.url, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20261120/us-east-1/cloudformation/aws4_request, Signature=0',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `Action=${action}&Version=2010-05-15&StackName=demo`,
  })
}

describe('an operation whose end cannot be seen', () => {
  const next = (attempt: string) => ({ identity: { runId: '43', attempt } })
  const sentAgain = (sent: number) => world.aws.calls.slice(sent).filter(({ action }) => action === 'ExecuteChangeSet')

  it('is an error where no event of it ever comes, and a re-run follows it', async () => {
    await ready({}, 330_000)
    await world.clock.sleep(3_600_000)
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'stale', ms: 1_200_000 })
    const first = await world.deploy(next('1'))
    const headline = '❓ demo: how the deployment ended is not known'
    const says = "Stack demo: no event of this run's operation was seen within 5 min"
    expectTold(first, { code: 'DEPLOY_UNKNOWN', headline, says, fix: 'Run again: the operation is found and followed' })
    expect(first.record.stacks[0]?.operation).toMatchObject({ state: 'unknown' })
    expect(first.summary).toContain('gh run rerun 43 --failed')
    const sent = world.aws.calls.length
    world.aws.reset()
    expect(verdictOf(await world.deploy(next('2')))).toEqual(DEPLOYED)
    expect(sentAgain(sent)).toEqual([])
  })

  it('is an error where reading is denied from then on, and a re-run follows it', async () => {
    await ready()
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'denied', after: 10 })
    const first = await world.deploy(next('1'))
    expect(verdictOf(first)).toEqual({ failed: true, verdict: 'error', reason: 'ACCESS_DENIED' })
    expect(first.summary).toContain('still going on')
    world.aws.reset()
    expect(verdictOf(await world.deploy(next('2')))).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(0)
  })
})

describe('the ends of an operation', () => {
  it('says when the way back failed too', async () => {
    await ready({}, 1000)
    world.aws.script('demo', { resources: { Queue: { fail: { update: 'too small', rollback: 'stuck' } } } })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(FAILED)
    expect(result.record.stacks[0]).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' })
    expect(result.record.stacks[0]?.operation?.rootCause?.reason).toBe('too small')
    expect(result.summary.split('\n')[0]).toContain('so did the way back')
  })

  it('of a first creation: what was made is taken away', async () => {
    world = await scene()
    world.aws.script('demo', { resources: { Topic: { fail: { create: 'no topics left' } } } })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(FAILED)
    expect(result.record.stacks[0]).toMatchObject({ status: 'ROLLBACK_COMPLETE' })
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Topic', reason: 'no topics left', line: 3 })
  })
})
