import { describe, expect, it } from '@jest/globals'
import { TWO } from './testing/templates.ts'
import { startWorld } from './testing/world.ts'

describe('creating a stack', () => {
  it('goes through a shell, tells events in order of dependency and resolves outputs', async () => {
    const { stacks, clock } = await startWorld()
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: TWO })
    expect(plan.Status).toBe('CREATE_COMPLETE')
    expect(plan.Changes?.map(({ ResourceChange: change }) => `${change?.Action} ${change?.LogicalResourceId}`)).toEqual([
      'Add Queue',
      'Add Address',
    ])
    expect((await stacks.describe()).StackStatus).toBe('REVIEW_IN_PROGRESS')
    await stacks.execute(plan, { ClientRequestToken: 'mine' })
    expect((await stacks.describe()).StackStatus).toBe('CREATE_IN_PROGRESS')
    clock.advance(100)
    const stack = await stacks.describe()
    expect(stack.StackStatus).toBe('CREATE_COMPLETE')
    expect(await stacks.told()).toEqual([
      'demo REVIEW_IN_PROGRESS',
      'demo CREATE_IN_PROGRESS',
      'Queue CREATE_IN_PROGRESS',
      'Queue CREATE_IN_PROGRESS',
      'Queue CREATE_COMPLETE',
      'Address CREATE_IN_PROGRESS',
      'Address CREATE_IN_PROGRESS',
      'Address CREATE_COMPLETE',
      'demo CREATE_COMPLETE',
    ])
    const events = await stacks.events()
    expect(events.slice(1).every((event) => event.ClientRequestToken === 'mine')).toBe(true)
    expect(events.at(-1)?.Timestamp).toEqual(clock.now())
    expect(stack.Outputs).toEqual([
      {
        OutputKey: 'QueueArn',
        OutputValue: expect.stringMatching(/^arn:aws:sqs:us-east-1:123456789012:demo-Queue-/),
        ExportName: 'demo-queue',
      },
      { OutputKey: 'Second', OutputValue: 'b' },
    ])
    expect(stack.Parameters).toContainEqual({ ParameterKey: 'Password', ParameterValue: '****' })
  })

  it('rolls back when a resource fails', async () => {
    const { aws, stacks } = await startWorld()
    aws.script('demo', { resources: { Address: { fail: { create: 'No room' } } } })
    const stack = await stacks.deploy({ TemplateBody: TWO })
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect((await stacks.told()).slice(5)).toEqual([
      'Address CREATE_IN_PROGRESS',
      'Address CREATE_IN_PROGRESS',
      'Address CREATE_FAILED',
      'demo ROLLBACK_IN_PROGRESS',
      'Address DELETE_IN_PROGRESS',
      'Address DELETE_COMPLETE',
      'Queue DELETE_IN_PROGRESS',
      'Queue DELETE_COMPLETE',
      'demo ROLLBACK_COMPLETE',
    ])
    const rollback = (await stacks.events()).find((event) => event.ResourceStatus === 'ROLLBACK_IN_PROGRESS')
    expect(rollback?.ResourceStatusReason).toBe(
      'The following resource(s) failed to create: [Address]. Rollback requested by user.',
    )
  })
})
