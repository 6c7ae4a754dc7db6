import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Scene, scene, TEMPLATE } from './scene.ts'
import { begun, verdictOf } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', SYSTEM)
})
afterEach(() => world.close())

const SYSTEM = `version: 1
on-unhealthy: rollback
stacks:
  - { name: web, template: template.yaml, depends-on: [api, side] }
  - { name: api, template: template.yaml, depends-on: [data] }
  - { name: side, template: template.yaml, depends-on: [data] }
  - { name: data, template: template.yaml }
`
const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const second = { identity: { runId: '43' } }
const broken = (reason = 'No room for it') => ({ resources: { Queue: { fail: { update: reason } } } })
const runsNow = ({ summary }: Result) =>
  Object.fromEntries(
    [...summary.matchAll(/^\| (\w+) \| us-east-1 \| [^|]+ \| [^|]+ \| ([^|]+) \|/gm)].map(([, name, now]) => [name, now]),
  )
const rollbackOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'rollback')

/** Everything is deployed, and there is a new version of everything. */
async function deployedBefore() {
  await world.deploy()
  world.aws.reset()
  await world.write('template.yaml', changed)
}

describe('a deployment that fails half-way', () => {
  it('undoes what was done, the last first, and says of each stack what runs now', async () => {
    await deployedBefore()
    world.aws.script('web', broken())
    const result = await world.deploy(second)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'ROLLED_BACK' })
    expect(begun(world.aws).slice(0, 3).toSorted()).toEqual(['api UPDATE_STACK', 'data UPDATE_STACK', 'side UPDATE_STACK'])
    const undone = begun(world.aws).slice(4)
    expect([undone.toSorted(), undone.at(-1)]).toEqual([begun(world.aws).slice(0, 3).toSorted(), 'data UPDATE_STACK'])
    expect(result.record.stacks.map(({ rollback }) => rollback?.status)).toEqual([
      'UPDATE_COMPLETE',
      'UPDATE_COMPLETE',
      'UPDATE_COMPLETE',
      undefined,
    ])
    expect(Object.keys(runsNow(result))).toEqual(['data', 'api', 'side', 'web'])
    expect(result.summary.split('\n')[0]).toBe(
      '## ❌ data, api, side, web: the deployment failed half-way; the old version is back; it was not checked',
    )
    expect(result.summary).toContain('No room for it')
    expect(result.record.stacks.map(({ plan }) => plan?.kind)).toEqual(Array(4).fill('update'))
  })

  it('lets what runs end, and undoes that too', async () => {
    await deployedBefore()
    world.aws.script('api', broken())
    world.aws.script('side', { resources: { Queue: { durationMs: 60_000 } } })
    const result = await world.deploy(second)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'ROLLED_BACK' })
    expect(begun(world.aws).filter((one) => one.startsWith('side'))).toHaveLength(2)
    expect(begun(world.aws).filter((one) => one.startsWith('web'))).toEqual([])
    expect(rollbackOf(result)?.reason).toBe('the version before of data, side is back; it was not checked')
  })

  it('stays where the policy does not ask for the way back', async () => {
    await world.write('.github/deploy.yml', SYSTEM.replace('on-unhealthy: rollback\n', ''))
    await deployedBefore()
    world.aws.script('web', broken())
    const result = await world.deploy(second)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
    expect(begun(world.aws)).toHaveLength(4)
  })

  it('of a first deployment stays, since there is nothing to go back to', async () => {
    world.aws.script('web', { resources: { Queue: { fail: { create: 'No room for it' } } } })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
    expect(rollbackOf(result)).toMatchObject({
      phase: 'skipped',
      reason: 'what was deployed is new, so there is no version before',
    })
    expect(begun(world.aws).filter((one) => !one.endsWith('CREATE_STACK'))).toEqual([])
  })

  it('undoes nothing where it is not known how an operation ended', async () => {
    await deployedBefore()
    await world.write(
      '.github/deploy.yml',
      SYSTEM.replace('side, template: template.yaml', 'side, template: template.yaml, time-limit: 1m'),
    )
    world.aws.script('api', broken())
    world.aws.script('side', { resources: { Queue: { durationMs: 300_000 } } })
    const result = await world.deploy(second)
    expect(result.failed).toBe(true)
    expect(begun(world.aws)).toHaveLength(3)
    expect(rollbackOf(result)).toMatchObject({ phase: 'skipped', reason: 'how an operation ended is not known' })
  })

  it('says where the way back fails, and what is back', async () => {
    await deployedBefore()
    world.aws.script('web', broken())
    const result = await world.deploy({
      ...second,
      cancelWhen: (aws) => {
        // From the first way back on, `data` cannot go back.
        if (begun(aws).length > 4) aws.script('data', broken('stuck for good'))
        return false
      },
    })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'ROLLBACK_FAILED' })
    expect(result.summary).toContain('stuck for good')
    expect(result.record.stacks.map(({ name, rollback }) => `${name} ${rollback?.state}`)).toEqual([
      'data failed',
      'api succeeded',
      'side succeeded',
      'web undefined',
    ])
  })
})
