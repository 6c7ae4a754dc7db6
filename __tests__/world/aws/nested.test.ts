import { CancelUpdateStackCommand, ContinueUpdateRollbackCommand } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from '@jest/globals'
import type { ScriptedAws } from './server.ts'
import { startWorld } from './testing/world.ts'

const parent = (address: string, more = ''): string => `
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: '${address}', Parameters: { Title: hello } }
  After:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: !GetAtt Child.Outputs.Name }
${more}`

const child = (text: string, more = ''): string => `
Parameters: { Title: { Type: String } }
Resources:
  Inner: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Sub '\${Title} ${text}' } }
${more}
Outputs: { Name: { Value: !Ref Inner } }`

function put(aws: ScriptedAws, key: string, body: string): string {
  aws.objects.createBucket('templates')
  aws.objects.put('templates', key, body)
  return `https://templates.s3.us-east-1.amazonaws.com/${key}`
}

const childOf = async (stacks: Awaited<ReturnType<typeof startWorld>>['stacks']): Promise<string> =>
  (await stacks.events()).find((event) => event.LogicalResourceId === 'Child' && event.PhysicalResourceId)?.PhysicalResourceId ??
  ''

describe('a nested stack', () => {
  it('has its own ARN, parent, root and events, and gives its outputs to the parent', async () => {
    const { aws, stacks } = await startWorld()
    const root = await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one'))) })
    expect(root.StackStatus).toBe('CREATE_COMPLETE')
    const arn = await childOf(stacks)
    expect(await stacks.describe(arn)).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      ParentId: root.StackId,
      RootId: root.StackId,
    })
    expect((await stacks.told(arn)).at(-1)).toMatch(/^demo-Child-[A-Z0-9]{12} CREATE_COMPLETE$/)
    const twice = (await stacks.events())
      .filter((event) => event.LogicalResourceId === 'Child')
      .map((event) => event.PhysicalResourceId)
    expect(twice).toEqual(['', arn, arn])
  })

  it('fails its parent with the embedded reason, and is deleted with it', async () => {
    const { aws, stacks } = await startWorld()
    aws.script('demo/Child', { resources: { Inner: { fail: { create: 'No room' } } } })
    const root = await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one'))) })
    const arn = await childOf(stacks)
    expect(root.StackStatus).toBe('ROLLBACK_COMPLETE')
    const failed = (await stacks.events()).find((event) => event.ResourceStatus === 'CREATE_FAILED')
    expect(failed?.ResourceStatusReason).toBe(
      `Embedded stack ${arn} was not successfully created: The following resource(s) failed to create: [Inner]. `,
    )
    expect((await stacks.describe(arn)).StackStatus).toBe('DELETE_COMPLETE')
  })

  it('is rolled back when its parent fails after it', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one'))) })
    const arn = await childOf(stacks)
    const broken =
      '  Broken: { Type: AWS::Lambda::Url, DependsOn: After, Properties: { TargetFunctionArn: nobody, AuthType: NONE } }'
    await stacks.execute(await stacks.plan({ TemplateBody: parent(put(aws, 'two.yaml', child('two')), broken) }))
    clock.advance(60_000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await stacks.describe(arn)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await stacks.told(arn)).filter((told) => told.startsWith('Inner')).slice(-2)).toEqual([
      'Inner UPDATE_IN_PROGRESS',
      'Inner UPDATE_COMPLETE',
    ])
  })

  it('rolls itself back when its own update fails', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one'))) })
    const arn = await childOf(stacks)
    aws.script('demo/Child', { resources: { Inner: { fail: { update: 'Bad' } } } })
    await stacks.execute(await stacks.plan({ TemplateBody: parent(put(aws, 'two.yaml', child('two'))) }))
    clock.advance(60_000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await stacks.describe(arn)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const failed = (await stacks.events()).find((event) => event.ResourceStatus === 'UPDATE_FAILED')
    expect(failed?.ResourceStatusReason).toBe(
      `Embedded stack ${arn} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [Inner]. `,
    )
  })

  it('is taken back when the update of its parent is cancelled', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one'))) })
    const arn = await childOf(stacks)
    const before = (await stacks.told(arn)).length
    await stacks.execute(await stacks.plan({ TemplateBody: parent(put(aws, 'two.yaml', child('two'))) }))
    clock.advance(25)
    await stacks.client.send(new CancelUpdateStackCommand({ StackName: 'demo' }))
    clock.advance(60_000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await stacks.told(arn)).slice(before).map((told) => told.replace(/^demo-\S+/, 'child'))).toEqual([
      'child UPDATE_IN_PROGRESS',
      'Inner UPDATE_IN_PROGRESS',
      'Inner UPDATE_FAILED',
      'child UPDATE_ROLLBACK_IN_PROGRESS',
      'Inner UPDATE_IN_PROGRESS',
      'Inner UPDATE_COMPLETE',
      'child UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'child UPDATE_ROLLBACK_COMPLETE',
    ])
  })

  it('holds its parent up when its rollback gets stuck, until the root is told to go on', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one'))) })
    const arn = await childOf(stacks)
    aws.script('demo/Child', { resources: { Inner: { fail: { update: 'Bad', rollback: 'Stuck' }, times: 1 } } })
    await stacks.execute(await stacks.plan({ TemplateBody: parent(put(aws, 'two.yaml', child('two'))) }))
    clock.advance(60_000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_FAILED')
    expect((await stacks.describe(arn)).StackStatus).toBe('UPDATE_ROLLBACK_FAILED')
    await stacks.client.send(new ContinueUpdateRollbackCommand({ StackName: 'demo' }))
    clock.advance(60_000)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await stacks.describe(arn)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  it('goes three deep', async () => {
    const { aws, stacks } = await startWorld()
    const leaf = put(aws, 'leaf.yaml', child('leaf'))
    const middle = put(
      aws,
      'middle.yaml',
      `${parent(leaf)}\nParameters: { Title: { Type: String } }\nOutputs: { Name: { Value: !Ref After } }`,
    )
    aws.script('demo/Child/Child', { resources: { Inner: { fail: { create: 'Deep' } } } })
    const root = await stacks.deploy({ TemplateBody: parent(middle) })
    expect(root.StackStatus).toBe('ROLLBACK_COMPLETE')
    const inner = aws.stacks.ids().at(-1) ?? ''
    expect(await stacks.describe(inner)).toMatchObject({ StackStatus: 'DELETE_COMPLETE', RootId: root.StackId })
    expect((await stacks.told(inner)).some((told) => told === 'Inner CREATE_FAILED')).toBe(true)
  })

  it('completes its clean-up only with its parent', async () => {
    const { aws, stacks, clock } = await startWorld()
    const extra = '  Extra: { Type: AWS::SNS::Topic }'
    await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one', extra))) })
    const arn = await childOf(stacks)
    aws.script('demo', { resources: { After: { durationMs: 10_000 } } })
    const slow = parent(put(aws, 'two.yaml', child('two'))).replace(
      'Type: String, Value',
      'Type: String, Description: new, Value',
    )
    await stacks.execute(await stacks.plan({ TemplateBody: slow }))
    clock.advance(5000)
    expect((await stacks.describe(arn)).StackStatus).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
    clock.advance(60_000)
    expect((await stacks.describe(arn)).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await stacks.told(arn)).toContain('Extra DELETE_COMPLETE')
  })

  it('has change sets of its own when they are asked for, and is left out when nothing changes in it', async () => {
    const { aws, stacks } = await startWorld()
    await stacks.deploy({ TemplateBody: parent(put(aws, 'one.yaml', child('one'))) })
    const same = await stacks.plan({ TemplateBody: parent(put(aws, 'same.yaml', child('one'))), IncludeNestedStacks: true })
    expect(same.Changes?.[0]?.ResourceChange?.LogicalResourceId).toBe('Child')
    const plan = await stacks.plan({ TemplateBody: parent(put(aws, 'two.yaml', child('two'))), IncludeNestedStacks: true })
    expect(plan.Changes?.[0]?.ResourceChange).toMatchObject({
      LogicalResourceId: 'Child',
      ChangeSetId: expect.stringContaining('changeSet/plan-'),
    })
    const quiet = await stacks.plan({ UsePreviousTemplate: true, IncludeNestedStacks: true })
    expect(quiet.StatusReason).toMatch(/didn't contain changes/)
  })
})
