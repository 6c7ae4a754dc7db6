import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  GetTemplateCommand,
  RollbackStackCommand,
  SetStackPolicyCommand,
} from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from '@jest/globals'
import { TWO } from './testing/templates.ts'
import { startWorld } from './testing/world.ts'

const LONGER = TWO.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60').replace("!Sub '", "!Sub 'new ")
const THIRD = `${TWO.split('Outputs:')[0]}  Topic:
    Type: AWS::SNS::Topic
    DependsOn: Queue
Outputs:${TWO.split('Outputs:')[1]}`

describe('updating a stack', () => {
  it('cleans up what was left out, after everything else', async () => {
    const { stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: THIRD })
    const before = (await stacks.told()).length
    const plan = await stacks.plan({ TemplateBody: LONGER })
    expect(
      plan.Changes?.map(({ ResourceChange: one }) => `${one?.Action} ${one?.LogicalResourceId} ${one?.Replacement}`),
    ).toEqual(['Modify Queue False', 'Modify Address False', 'Remove Topic undefined'])
    await stacks.execute(plan)
    clock.advance(1000)
    expect((await stacks.told()).slice(before)).toEqual([
      'demo UPDATE_IN_PROGRESS',
      'Queue UPDATE_IN_PROGRESS',
      'Queue UPDATE_COMPLETE',
      'Address UPDATE_IN_PROGRESS',
      'Address UPDATE_COMPLETE',
      'demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Topic DELETE_IN_PROGRESS',
      'Topic DELETE_COMPLETE',
      'demo UPDATE_COMPLETE',
    ])
  })

  it('rolls back to template and properties of before, and deletes what was new', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    const before = (await stacks.told()).length
    aws.script('demo', { resources: { Topic: { fail: { create: 'Too many topics' } } } })
    await stacks.execute(await stacks.plan({ TemplateBody: THIRD.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60') }))
    clock.advance(1000)
    expect((await stacks.told()).slice(before)).toEqual([
      'demo UPDATE_IN_PROGRESS',
      'Queue UPDATE_IN_PROGRESS',
      'Queue UPDATE_COMPLETE',
      'Topic CREATE_IN_PROGRESS',
      'Topic CREATE_IN_PROGRESS',
      'Topic CREATE_FAILED',
      'demo UPDATE_ROLLBACK_IN_PROGRESS',
      'Queue UPDATE_IN_PROGRESS',
      'Queue UPDATE_COMPLETE',
      'demo UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Topic DELETE_IN_PROGRESS',
      'Topic DELETE_COMPLETE',
      'demo UPDATE_ROLLBACK_COMPLETE',
    ])
    const { TemplateBody } = await stacks.client.send(new GetTemplateCommand({ StackName: 'demo', TemplateStage: 'Original' }))
    expect(TemplateBody).toBe(TWO)
  })

  it('is taken back when somebody cancels, cutting off what is under way', async () => {
    const { stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    const before = (await stacks.told()).length
    await stacks.execute(await stacks.plan({ TemplateBody: LONGER }), { ClientRequestToken: 'update' })
    clock.advance(25)
    await stacks.client.send(new CancelUpdateStackCommand({ StackName: 'demo', ClientRequestToken: 'cancel' }))
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_IN_PROGRESS')
    clock.advance(1000)
    const events = (await stacks.events()).slice(before)
    expect(events.map((event) => `${event.LogicalResourceId} ${event.ResourceStatus} ${event.ClientRequestToken}`)).toEqual([
      'demo UPDATE_IN_PROGRESS update',
      'Queue UPDATE_IN_PROGRESS update',
      'Queue UPDATE_FAILED cancel',
      'demo UPDATE_ROLLBACK_IN_PROGRESS cancel',
      'Queue UPDATE_IN_PROGRESS cancel',
      'Queue UPDATE_COMPLETE cancel',
      'demo UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS cancel',
      'demo UPDATE_ROLLBACK_COMPLETE cancel',
    ])
    expect(events[2]?.ResourceStatusReason).toBe('Resource update cancelled')
    const again = stacks.client.send(new CancelUpdateStackCommand({ StackName: 'demo' }))
    await expect(again).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'CancelUpdateStack cannot be called from current stack status',
    })
  })

  it('gets stuck when its rollback fails, and goes on when asked to skip', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    aws.script('demo', { resources: { Address: { fail: { update: 'Bad value' } }, Queue: { fail: { rollback: 'Stuck' } } } })
    await stacks.execute(await stacks.plan({ TemplateBody: LONGER }))
    clock.advance(1000)
    const stuck = await stacks.describe()
    expect([stuck.StackStatus, stuck.StackStatusReason]).toEqual([
      'UPDATE_ROLLBACK_FAILED',
      'The following resource(s) failed to update: [Queue]. ',
    ])
    await stacks.client.send(new ContinueUpdateRollbackCommand({ StackName: 'demo', ResourcesToSkip: ['Queue'] }))
    clock.advance(1000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  it('stays where it failed when told so, until it is rolled back', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    aws.script('demo', { resources: { Address: { fail: { update: 'Bad value' } } } })
    await stacks.execute(await stacks.plan({ TemplateBody: LONGER }), { DisableRollback: true })
    clock.advance(1000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_FAILED')
    await stacks.client.send(new RollbackStackCommand({ StackName: 'demo' }))
    clock.advance(1000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  it('replaces what cannot be changed in place, and deletes the old one afterwards', async () => {
    const { stacks, clock } = await startWorld()
    const table = (key: string): string => `
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{ AttributeName: ${key}, KeyType: HASH }]
  Name:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: !Ref Table }`
    await stacks.deploy({ TemplateBody: table('id') })
    const before = await stacks.told()
    const plan = await stacks.plan({ TemplateBody: table('key') })
    expect(plan.Changes?.map(({ ResourceChange: one }) => [one?.LogicalResourceId, one?.Replacement, one?.PolicyAction])).toEqual(
      [
        ['Table', 'True', 'ReplaceAndDelete'],
        ['Name', 'False', undefined],
      ],
    )
    expect(plan.Changes?.[0]?.ResourceChange?.Details?.[0]).toEqual({
      Target: {
        Attribute: 'Properties',
        Name: 'KeySchema',
        Path: '/Properties/KeySchema',
        RequiresRecreation: 'Always',
        BeforeValue: '[{"AttributeName":"id","KeyType":"HASH"}]',
        AfterValue: '[{"AttributeName":"key","KeyType":"HASH"}]',
        AttributeChangeType: 'Modify',
      },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    })
    expect(plan.Changes?.[1]?.ResourceChange?.AfterContext).toContain('{{changeSet:KNOWN_AFTER_APPLY}}')
    await stacks.execute(plan)
    clock.advance(1000)
    const after = (await stacks.events()).slice(before.length)
    const ids = after.filter((event) => event.LogicalResourceId === 'Table').map((event) => event.PhysicalResourceId)
    expect(new Set(ids).size).toBe(2)
    expect(ids.at(-1)).toBe(ids[0])
    expect(after.at(-2)).toMatchObject({ LogicalResourceId: 'Table', ResourceStatus: 'DELETE_COMPLETE' })
  })

  it('fails on a resource that the stack policy protects', async () => {
    const { stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    const Statement = [
      { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'Update:Modify', Principal: '*', Resource: 'LogicalResourceId/Queue' },
    ]
    await stacks.client.send(new SetStackPolicyCommand({ StackName: 'demo', StackPolicyBody: JSON.stringify({ Statement }) }))
    await stacks.execute(await stacks.plan({ TemplateBody: LONGER }))
    clock.advance(1000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const refused = (await stacks.events()).find((event) => event.ResourceStatus === 'UPDATE_FAILED')
    expect(refused?.ResourceStatusReason).toContain(
      'Action denied by stack policy: Statement [#2] does not allow [Update:Modify]',
    )
  })
})

describe('a failing creation', () => {
  it.each([
    ['DELETE', 'DELETE_COMPLETE'],
    ['DO_NOTHING', 'CREATE_FAILED'],
    ['ROLLBACK', 'ROLLBACK_COMPLETE'],
  ] as const)('ends as OnStackFailure %s says', async (OnStackFailure, status) => {
    const { aws, stacks, clock } = await startWorld()
    aws.script('demo', { resources: { Queue: { fail: { create: 'No' } } } })
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: TWO, OnStackFailure })
    await stacks.execute(plan)
    clock.advance(1000)
    expect((await stacks.describe(plan.StackId)).StackStatus).toBe(status)
  })
})

describe('a stack of five hundred resources', () => {
  it('tells of all of them', async () => {
    const { stacks, clock } = await startWorld()
    const topics = (name: string): string =>
      JSON.stringify({
        Resources: Object.fromEntries(
          Array.from({ length: 500 }, (_, index) => [
            `T${index}`,
            { Type: 'AWS::SNS::Topic', Properties: { DisplayName: name } },
          ]),
        ),
      })
    await stacks.deploy({ TemplateBody: topics('a') })
    await stacks.execute(await stacks.plan({ TemplateBody: topics('b') }))
    clock.advance(1000)
    const told = await stacks.told()
    expect(told.filter((one) => one.endsWith('UPDATE_COMPLETE'))).toHaveLength(501)
    expect(told).toHaveLength(2 + 1500 + 1 + 1 + 1000 + 2)
  })
})

describe('importing', () => {
  it('takes over resources that exist', async () => {
    const { stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    const plan = await stacks.plan({
      ChangeSetType: 'IMPORT',
      TemplateBody: THIRD,
      ResourcesToImport: [
        { ResourceType: 'AWS::SNS::Topic', LogicalResourceId: 'Topic', ResourceIdentifier: { TopicArn: 'arn:old' } },
      ],
    })
    expect(plan.Changes?.[0]?.ResourceChange).toMatchObject({
      Action: 'Import',
      LogicalResourceId: 'Topic',
      PhysicalResourceId: 'arn:old',
    })
    await stacks.execute(plan)
    clock.advance(1000)
    expect((await stacks.describe()).StackStatus).toBe('IMPORT_COMPLETE')
    expect((await stacks.told()).slice(-4)).toEqual([
      'demo IMPORT_IN_PROGRESS',
      'Topic IMPORT_IN_PROGRESS',
      'Topic IMPORT_COMPLETE',
      'demo IMPORT_COMPLETE',
    ])
  })
})

describe('deleting a stack', () => {
  it('deletes in reverse, keeps what has to stay, and is not found by name afterwards', async () => {
    const { aws, stacks, clock } = await startWorld()
    const { StackId } = await stacks.deploy({
      TemplateBody: TWO.replace('Type: AWS::SQS::Queue', 'Type: AWS::SQS::Queue\n    DeletionPolicy: Retain'),
    })
    const before = (await stacks.told()).length
    aws.script('demo', { resources: { Address: { fail: { delete: 'In use' }, times: 1 } } })
    await stacks.client.send(new DeleteStackCommand({ StackName: 'demo' }))
    clock.advance(1000)
    expect((await stacks.describe()).StackStatus).toBe('DELETE_FAILED')
    await stacks.client.send(new DeleteStackCommand({ StackName: 'demo' }))
    clock.advance(1000)
    expect((await stacks.told(StackId)).slice(before)).toEqual([
      'demo DELETE_IN_PROGRESS',
      'Address DELETE_IN_PROGRESS',
      'Address DELETE_FAILED',
      'Queue DELETE_SKIPPED',
      'demo DELETE_FAILED',
      'demo DELETE_IN_PROGRESS',
      'Address DELETE_IN_PROGRESS',
      'Address DELETE_COMPLETE',
      'demo DELETE_COMPLETE',
    ])
    await expect(stacks.describe()).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id demo does not exist',
    })
  })
})
