import { afterEach, describe, expect, it } from '@jest/globals'
import type { FaultRule } from '../world/aws/http/faults.ts'
import { type Scene, type SceneOptions, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, executed, reads, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')

/** An update of half a minute, the first deployment undisturbed. */
async function update(rule: FaultRule, options: SceneOptions = {}) {
  world = await scene({ changeSetMs: 2000, ...options })
  await world.deploy()
  await world.write('template.yaml', changed)
  world.aws.script('demo', { changeSetMs: 2000, resources: { Queue: { durationMs: 30_000 } } })
  const begun = world.clock.now().getTime()
  world.aws.fault(rule)
  const result = await world.deploy({ identity: { runId: '43' } })
  return { result, seconds: (world.clock.now().getTime() - begun) / 1000 }
}

const STORMS: Readonly<Record<string, FaultRule>> = {
  '30 % of the reads throttled': reads({ kind: 'throttle', rate: 0.3 }),
  '60 % of the reads throttled': reads({ kind: 'throttle', rate: 0.6 }),
  '20 reads in a row throttled while planning': reads({ kind: 'throttle', times: 20 }),
  '20 reads in a row throttled while watching': {
    action: 'DescribeStackEvents',
    kind: 'throttle',
    after: 2,
    times: 20,
  },
  '30 % of the reads answered with 503': reads({ kind: 'error', status: 503, code: 'ServiceUnavailable', rate: 0.3 }),
  '30 % of the reads cut off': reads({ kind: 'reset-before', rate: 0.3 }),
  '30 % of the answers cut off': reads({ kind: 'reset-after', rate: 0.3 }),
  '30 % of the answers truncated': reads({ kind: 'truncate', rate: 0.3 }),
  'ten resets in a row while watching': { action: 'DescribeStackEvents', kind: 'reset-before', after: 2, times: 10 },
  'the confirming read throttled for a minute': { action: 'DescribeStacks', kind: 'throttle', after: 2, times: 12 },
}

describe('reads in a storm never decide a deployment', () => {
  for (const [name, rule] of Object.entries(STORMS))
    it(name, async () => {
      const { result } = await update(rule)
      expect(verdictOf(result)).toEqual(DEPLOYED)
      expect(executed(world.aws)).toBe(2)
      expect(result.record.stacks[0]?.status).toBe('UPDATE_COMPLETE')
    })

  it.each([2, 3, 4, 5])('60 %% throttled, in the order of seed %d', async (seed) => {
    const { result } = await update(reads({ kind: 'throttle', rate: 0.6 }), { seed })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(2)
  })
})

describe('a read that is never answered', () => {
  it.each(['DescribeStacks', 'DescribeChangeSet', 'DescribeStackEvents'])('%s: goes on within 20 s', async (action) => {
    const { result, seconds } = await update({ action, kind: 'hang', after: 1, times: 1 })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(seconds).toBeLessThan(32 + 20)
    expect(result.lines.join('\n')).toContain(`cloudformation:${action}: no usable answer`)
  })
})

describe('descriptions that lag behind by 10 s', () => {
  const lagging: FaultRule = { action: 'DescribeStacks', kind: 'stale', ms: 10_000 }
  const withOutput = `${TEMPLATE}  Size: { Value: 'new' }\n`

  /** An update that ends so quickly that descriptions still show the stack as it was. */
  async function quick(status: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE', fail?: string) {
    world = await scene()
    world.aws.stacks.seed({ name: 'demo', status, template: TEMPLATE })
    await world.clock.sleep(60_000)
    await world.write('template.yaml', withOutput.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60'))
    if (fail) world.aws.script('demo', { resources: { Queue: { fail: { update: fail } } } })
    world.aws.fault(lagging)
    return await world.deploy()
  }

  it('gives the new outputs after UPDATE_COMPLETE', async () => {
    const result = await quick('UPDATE_COMPLETE')
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.outputs).toMatchObject({ Size: 'new' })
  })

  it('is successful after UPDATE_ROLLBACK_COMPLETE', async () => {
    const result = await quick('UPDATE_ROLLBACK_COMPLETE')
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { Size: 'new' } })
  })

  it('is failed when the update rolled back, though the old status looked good', async () => {
    const result = await quick('UPDATE_COMPLETE', 'no room')
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
  })

  it('makes a stack that descriptions do not show yet', async () => {
    world = await scene()
    world.aws.fault(lagging)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(1)
  })

  it('gives no old output as a new one when descriptions stay behind for longer than is waited', async () => {
    world = await scene()
    world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', template: TEMPLATE, outputs: { Size: 'old' } })
    await world.clock.sleep(120_000)
    await world.write('template.yaml', withOutput.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60'))
    world.aws.fault({ ...lagging, ms: 100_000 })
    const result = await world.deploy()
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'succeeded' })
    expect(result.record.stacks[0]?.outputs).toBeUndefined()
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(1)
  })
})
