import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { DEPLOYED, verdictOf } from './sight.ts'
import { expectTold } from './told.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const FAILED = { failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' }
const onFailure = (what: string, more = '') =>
  world.write('.github/deploy.yml', `${SMALLEST}    on-deploy-failure: ${what}\n${more}`)
const executions = () => world.aws.calls.filter((c) => c.action === 'ExecuteChangeSet').map((c) => c.params['DisableRollback'])
const creations = () => world.aws.calls.filter((c) => c.action === 'CreateChangeSet').map((c) => c.params['OnStackFailure'])

describe('on-deploy-failure: keep', () => {
  it('leaves a failed update as it is, says so, and says how to leave it', async () => {
    await world.deploy()
    await onFailure('keep')
    await world.write('template.yaml', changed)
    world.aws.script('demo', { resources: { Queue: { fail: { update: 'too small' } } } })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(FAILED)
    expect(executions()).toEqual(['false', 'true'])
    expect(result.record.stacks[0]).toMatchObject({ status: 'UPDATE_FAILED' })
    expect(result.summary.split('\n')[0]).toContain('half-way and was not rolled back')
    expect(result.record.resume).toContain('aws cloudformation rollback-stack --stack-name demo --region us-east-1')
    expect(result.summary).toMatch(/^aws cloudformation rollback-stack --stack-name demo --region us-east-1$/m)
    expect(result.summary).toContain('too small')
  })

  it('leaves a failed creation as it is, and the next run takes it up again where it may', async () => {
    await onFailure('keep')
    await world.write('template.yaml', 'Resources:\n  Rule: { Type: AWS::Events::Rule, Properties: { Description: one } }\n')
    world.aws.script('demo', { resources: { Rule: { fail: { create: 'no more rules' }, times: 1 } } })
    const first = await world.deploy()
    expect(verdictOf(first)).toEqual(FAILED)
    expect(first.record.stacks[0]).toMatchObject({ status: 'CREATE_FAILED' })
    await onFailure('keep', 'recover: [rollback-paused, delete-failed-create]\n')
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
  })
})

describe('on-deploy-failure: delete', () => {
  it('takes a failed creation away, as the change set says and the execution does not', async () => {
    await onFailure('delete')
    await world.write('template.yaml', 'Resources:\n  Rule: { Type: AWS::Events::Rule, Properties: { Description: one } }\n')
    world.aws.script('demo', { resources: { Rule: { fail: { create: 'no more rules' } } } })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(FAILED)
    expect(creations()).toEqual(['DELETE'])
    expect(executions()).toEqual([undefined])
    expect(result.record.stacks[0]?.operation).toMatchObject({ status: 'DELETE_COMPLETE' })
    expect(result.summary.split('\n')[0]).toContain('took it away again')
    expect(result.summary).toContain('no more rules')
  })

  it('refuses the creation of what may hold data in the plan, with its cause, and executes nothing', async () => {
    await onFailure('delete')
    const result = await world.deploy()
    const says =
      'demo would be deleted if its creation failed, and may hold data: Queue (AWS::SQS::Queue), Topic (AWS::SNS::Topic)'
    const headline = '❌ demo: planning failed; nothing was changed'
    expectTold(result, {
      code: 'PLAN_BLOCKED',
      verdict: 'failed',
      headline,
      says,
      fix: 'Set `on-deploy-failure: rollback` for demo',
    })
    expect(result.summary).toContain('is for a new stack that has no resources with data')
    expect(executions()).toEqual([])
    expect(world.aws.calls.some(({ action }) => action === 'DeleteChangeSet')).toBe(true)
    await onFailure('rollback')
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
  })

  it('changes nothing of an update', async () => {
    await world.deploy()
    await onFailure('delete')
    await world.write('template.yaml', changed)
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
    expect(creations()).toEqual([undefined, undefined])
    expect(executions()).toEqual(['false', 'false'])
  })
})
