import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, verdictOf } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('policy.json', POLICY)
})
afterEach(() => world.close())

const POLICY = '{ "Statement": [{ "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" }] }'
const EMPTY = { failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' }
const REFUSED = { failed: true, verdict: 'failed', reason: 'PROTECTION_FAILED' }
const protect = (on: boolean) =>
  world.write('.github/deploy.yml', `${SMALLEST}    termination-protection: ${on}\n    stack-policy: policy.json\n`)
const sets = () => [count(world.aws, 'UpdateTerminationProtection'), count(world.aws, 'SetStackPolicy')]
const sent = (action: string, key: string) => world.aws.calls.filter((c) => c.action === action).map(({ params }) => params[key])

describe('the protection that the configuration asks for', () => {
  it('is set after the first deployment, said in the log, and not set again', async () => {
    await protect(true)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(sent('UpdateTerminationProtection', 'EnableTerminationProtection')).toEqual(['true'])
    expect(sent('SetStackPolicy', 'StackPolicyBody')).toEqual([POLICY])
    expect(result.lines).toEqual(
      expect.arrayContaining(
        ['demo: set: termination protection on', 'demo: set: stack policy'].map((l) => expect.stringContaining(l)),
      ),
    )
    const order = world.aws.calls.map(({ action }) => action)
    expect(order.indexOf('ExecuteChangeSet')).toBeLessThan(order.indexOf('UpdateTerminationProtection'))
    const again = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(again)).toEqual(EMPTY)
    expect(sets()).toEqual([1, 1])
  })

  it('is set where nothing else is to change', async () => {
    await world.deploy()
    await protect(true)
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(EMPTY)
    expect(sets()).toEqual([1, 1])
    await protect(false)
    await world.write('policy.json', POLICY.replaceAll(' ', '\n'))
    expect(verdictOf(await world.deploy({ identity: { runId: '44' } }))).toEqual(EMPTY)
    expect(sent('UpdateTerminationProtection', 'EnableTerminationProtection')).toEqual(['true', 'false'])
    expect(count(world.aws, 'SetStackPolicy')).toBe(1)
  })

  it('is not looked at again by a run that has seen it', async () => {
    await protect(true)
    await world.deploy()
    const looks = async (stages: string) => {
      const before = count(world.aws, 'DescribeStacks')
      expect(verdictOf(await world.deploy({ identity: { runId: '43' }, inputs: { stages } }))).toEqual(EMPTY)
      return count(world.aws, 'DescribeStacks') - before
    }
    expect(await looks('plan,deploy')).toBe(await looks('plan'))
  })

  it('is looked at by a job that executes the plan of another', async () => {
    await world.deploy()
    await protect(true)
    const { outputs } = await world.deploy({ identity: { runId: '43' }, inputs: { stages: 'plan' } })
    const record = { record: outputs['record'] ?? '', 'record-sha256': outputs['record-sha256'] ?? '' }
    const before = count(world.aws, 'DescribeStacks')
    const done = await world.deploy({ identity: { runId: '43' }, inputs: { stages: 'deploy', ...record } })
    expect(verdictOf(done)).toMatchObject({ failed: false, reason: 'NOTHING_TO_CHANGE' })
    expect(count(world.aws, 'DescribeStacks') - before).toBe(1)
    expect(sets()).toEqual([1, 1])
  })

  it('costs nothing where nothing is asked for', async () => {
    await world.deploy()
    expect(sets()).toEqual([0, 0])
    expect(count(world.aws, 'GetStackPolicy')).toBe(0)
  })

  it('is left alone when the deployment fails', async () => {
    await protect(true)
    world.aws.script('demo', { resources: { Queue: { fail: { create: 'no queues' } } } })
    expect(verdictOf(await world.deploy())).toMatchObject({ reason: 'DEPLOY_FAILED' })
    expect(sets()).toEqual([0, 0])
  })

  it.each(['throttle', 'error', 'reset-before', 'reset-after', 'truncate', 'hang'] as const)(
    'is asked for again after %s',
    async (kind) => {
      await protect(true)
      for (const action of ['UpdateTerminationProtection', 'SetStackPolicy', 'GetStackPolicy'])
        world.aws.fault({ action, kind, times: 2 })
      expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
      expect(sets()).toEqual([3, 3])
    },
  )
})

describe('a protection that is refused', () => {
  it.each([
    ['UpdateTerminationProtection', 'termination protection on'],
    ['SetStackPolicy', 'stack policy'],
  ])('%s: failed, since what was asked for is not there', async (action, what) => {
    await protect(true)
    world.aws.fault({ action, kind: 'denied' })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(REFUSED)
    expect(result.record.stacks[0]).toMatchObject({ status: 'CREATE_COMPLETE', operation: { state: 'succeeded' } })
    const [finding] = result.record.stages.find(({ stage }) => stage === 'deploy')?.findings ?? []
    expect(finding).toMatchObject({
      severity: 'high',
      code: 'PROTECTION_FAILED',
      title: expect.stringContaining(`${what} was refused`),
    })
    expect(result.record.resume).toContain(`cloudformation:${action}`)
    expect(result.summary).toContain('the new version is deployed')
  })

  it('is the same where nothing else is to change', async () => {
    await world.deploy()
    await protect(true)
    world.aws.fault({ action: 'SetStackPolicy', kind: 'denied' })
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(REFUSED)
  })

  it('is not one that merely cannot be read', async () => {
    await protect(true)
    world.aws.fault({ action: 'GetStackPolicy', kind: 'denied' })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(sets()).toEqual([1, 1])
  })

  it('is unknown when the credentials end: an error, and a re-run sets it', async () => {
    await protect(true)
    world.aws.fault({ action: 'UpdateTerminationProtection', kind: 'expired' })
    expect(verdictOf(await world.deploy())).toMatchObject({ verdict: 'error', reason: 'CREDENTIALS_EXPIRED' })
    world.aws.reset()
    expect(verdictOf(await world.deploy({ identity: { attempt: '2' } }))).toEqual(EMPTY)
    expect(sets()).toEqual([1, 1])
  })

  it('tells a policy that is none in the words of CloudFormation', async () => {
    await protect(true)
    await world.write('policy.json', '{ "Nothing": true }')
    await world.write('template.yaml', TEMPLATE)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(REFUSED)
    expect(result.summary).toContain('Invalid stack policy')
  })
})
