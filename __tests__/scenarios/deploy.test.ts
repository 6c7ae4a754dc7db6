import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, scene, TEMPLATE } from './scene.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')

describe('a first deployment', () => {
  it('makes the stack, follows it to its end and says so', async () => {
    const { outputs, summary, record, failed, lines } = await world.deploy()
    expect({ failed, ...outputs }).toMatchObject({ failed: false, verdict: 'successful', 'reason-code': 'DEPLOYED' })
    expect(JSON.parse(outputs['stacks'] ?? '')).toEqual({
      demo: { status: 'CREATE_COMPLETE', outputs: { QueueUrl: expect.stringContaining('demo-Queue') } },
    })
    expect(summary.split('\n')[0]).toBe('## ✅ demo: the new version is deployed; nothing was checked')
    expect(record.stacks[0]?.operation).toMatchObject({ state: 'succeeded', status: 'CREATE_COMPLETE', kind: 'create' })
    expect(lines.join('\n')).toContain('CREATE_COMPLETE  Queue')
    expect(world.aws.stacks.status('demo')).toBe('CREATE_COMPLETE')
  })
})

describe('an update', () => {
  beforeEach(async () => {
    await world.deploy()
  })

  it('plans and executes what has changed', async () => {
    await world.write('template.yaml', changed)
    const { outputs, record } = await world.deploy({ identity: { runId: '43' } })
    expect(outputs['reason-code']).toBe('DEPLOYED')
    expect(record.stacks[0]?.plan?.changes.map((c) => `${c.action} ${c.logicalId}`)).toEqual(['Modify Queue'])
    expect(world.aws.stacks.status('demo')).toBe('UPDATE_COMPLETE')
  })

  it('finds that there is nothing to change, and leaves no change set behind', async () => {
    const { outputs, failed } = await world.deploy({ identity: { runId: '43' } })
    expect({ failed, ...outputs }).toMatchObject({ failed: false, verdict: 'successful', 'reason-code': 'NOTHING_TO_CHANGE' })
    expect(world.aws.calls.filter((c) => c.action === 'DeleteChangeSet')).toHaveLength(1)
    expect(world.aws.calls.filter((c) => c.action === 'ExecuteChangeSet')).toHaveLength(1)
  })

  it('tells the root cause first when CloudFormation rolls back', async () => {
    await world.write('template.yaml', changed)
    world.aws.script('demo', { resources: { Queue: { fail: { update: 'VisibilityTimeout is out of range' } } } })
    const { outputs, failed, summary, record } = await world.deploy({ identity: { runId: '43' } })
    expect({ failed, ...outputs }).toMatchObject({ failed: true, verdict: 'failed', 'reason-code': 'DEPLOY_FAILED' })
    expect(summary.split('\n')[0]).toContain('CloudFormation put the old version back')
    expect(record.stacks[0]?.operation?.rootCause).toMatchObject({
      logicalId: 'Queue',
      reason: 'VisibilityTimeout is out of range',
      line: 2,
    })
    expect(world.github.repository('octo-org/demo').issues.all()).toMatchObject([
      { state: 'open', title: 'Deployment of demo failed: DEPLOY_FAILED' },
    ])
  })

  it('says why it failed, what to do and what to type where the reason is a known one', async () => {
    await world.write('template.yaml', changed)
    const denied =
      'API: sqs:SetQueueAttributes User: arn:aws:sts::123456789012:assumed-role/deploy/run is not authorized to perform: sqs:SetQueueAttributes'
    world.aws.script('demo', { resources: { Queue: { fail: { update: denied } } } })
    const { summary, record, annotations } = await world.deploy({ identity: { runId: '43' } })
    const [finding] = record.stages.find(({ stage }) => stage === 'deploy')?.findings ?? []
    expect(finding).toMatchObject({ cause: expect.stringContaining('sqs:SetQueueAttributes'), fix: expect.any(String) })
    expect(summary).toContain(`**Next:**`)
    for (const text of [summary, annotations.join()]) expect(text).not.toContain('123456789012')
  })
})
