import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, verdictOf } from './sight.ts'

const NEXT = { identity: { runId: '43' } }
const changed = TEMPLATE.replace('DisplayName: one', 'DisplayName: two')
const drift = {
  logicalId: 'Queue',
  status: 'MODIFIED',
  differences: [{ path: '/VisibilityTimeout', expected: '30', actual: '5' }],
} as const

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.deploy()
  await world.write('template.yaml', changed)
})
afterEach(() => world.close())

const policy = (word: string) => world.write('.github/deploy.yml', `${SMALLEST}    drift: ${word}\n`)
const planOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'plan')

describe('drift', () => {
  it('is not looked for unless it is asked for', async () => {
    world.aws.stacks.drift('demo', [drift])
    expect(verdictOf(await world.deploy(NEXT))).toEqual(DEPLOYED)
    expect(count(world.aws, 'DetectStackDrift')).toBe(0)
  })

  it('is told of, without its values', async () => {
    await policy('report')
    world.aws.stacks.drift('demo', [drift])
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(planOf(result)?.findings).toMatchObject([
      { code: 'DRIFT_FOUND', where: 'demo/Queue', severity: 'medium', evidence: ['/VisibilityTimeout'] },
    ])
    expect(world.aws.stacks.drifted('demo')).toEqual(['Queue'])
  })

  it('blocks where it shall, before anything is planned', async () => {
    await policy('block')
    world.aws.stacks.drift('demo', [drift, { logicalId: 'Topic', status: 'DELETED' }])
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DRIFT_FOUND' })
    expect(planOf(result)?.reason).toContain('Queue, Topic')
    expect(planOf(result)?.findings.map(({ where }) => where)).toEqual([undefined, 'demo/Queue', 'demo/Topic'])
    expect(count(world.aws, 'CreateChangeSet')).toBe(1)
  })

  it.each(['block', 'revert'])('that is not there changes nothing (%s)', async (word) => {
    await policy(word)
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(planOf(result)?.findings).toEqual([])
    expect(world.aws.calls.findLast(({ action }) => action === 'CreateChangeSet')?.params).not.toHaveProperty('DeploymentMode')
  })

  it('is put back where it shall, even where nothing else changes', async () => {
    await policy('revert')
    await world.write('template.yaml', TEMPLATE)
    world.aws.stacks.drift('demo', [drift])
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(world.aws.stacks.drifted('demo')).toEqual([])
    expect(result.record.stacks[0]?.plan?.changes).toMatchObject([
      { logicalId: 'Queue', properties: [{ name: 'VisibilityTimeout', before: '5', after: '30' }] },
    ])
    expect(planOf(result)?.findings).toMatchObject([{ fix: 'Nothing: this deployment puts it back.' }])
  })

  it('of a stack that is not there yet is not looked for', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST.replace('demo', 'fresh')}    drift: block\n`)
    expect(verdictOf(await world.deploy(NEXT))).toEqual(DEPLOYED)
    expect(count(world.aws, 'DetectStackDrift')).toBe(0)
  })

  it('that cannot be found out is an error, not a failure', async () => {
    await policy('report')
    world.aws.script('demo', { driftFailure: 'no permission to read the queue' })
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'DRIFT_UNKNOWN' })
    expect(planOf(result)?.reason).toContain('no permission to read the queue')
  })
})
