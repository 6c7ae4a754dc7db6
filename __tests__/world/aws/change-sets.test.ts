import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from '@jest/globals'
import { STACK_STATUSES } from './cloudformation/statuses.ts'
import { TWO } from './testing/templates.ts'
import { startWorld } from './testing/world.ts'

const many = (count: number): string =>
  JSON.stringify({
    Resources: Object.fromEntries(Array.from({ length: count }, (_, index) => [`Topic${index}`, { Type: 'AWS::SNS::Topic' }])),
  })

describe('a change set', () => {
  it('takes the time the script gives it', async () => {
    const { aws, stacks, clock } = await startWorld()
    aws.script('demo', { changeSetMs: 300_000 })
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: TWO })
    expect(plan.Status).toBe('CREATE_PENDING')
    const again = () => stacks.client.send(new DescribeChangeSetCommand({ ChangeSetName: plan.ChangeSetId }))
    clock.advance(200_000)
    expect((await again()).Status).toBe('CREATE_IN_PROGRESS')
    await expect(stacks.execute(plan)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' })
    clock.advance(100_000)
    expect(await again()).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  })

  it('fails with the known words when nothing changes', async () => {
    const { stacks } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    const plan = await stacks.plan({
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Password', UsePreviousValue: true }],
    })
    expect(plan).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason: "The submitted information didn't contain changes. Submit different information to create a change set.",
    })
  })

  it('is one change set when the same call comes twice with one token, and refused otherwise', async () => {
    const { stacks } = await startWorld()
    const input = { StackName: 'demo', ChangeSetName: 'one', ChangeSetType: 'CREATE' as const, TemplateBody: TWO }
    const first = await stacks.client.send(new CreateChangeSetCommand({ ...input, ClientToken: 'token' }))
    const second = await stacks.client.send(new CreateChangeSetCommand({ ...input, ClientToken: 'token' }))
    expect(second.Id).toBe(first.Id)
    await expect(stacks.client.send(new CreateChangeSetCommand(input))).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  })

  it('is executed once when the same call comes twice with one token', async () => {
    const { stacks, clock } = await startWorld()
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: TWO })
    const execute = (ClientRequestToken: string) =>
      stacks.client.send(new ExecuteChangeSetCommand({ ChangeSetName: plan.ChangeSetId, ClientRequestToken }))
    await execute('token')
    await execute('token')
    await expect(execute('other')).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' })
    clock.advance(1000)
    expect((await stacks.told()).filter((told) => told === 'demo CREATE_IN_PROGRESS')).toHaveLength(1)
    const other = await stacks.plan({ TemplateBody: TWO.replace('30', '31') })
    const reused = new ExecuteChangeSetCommand({ ChangeSetName: other.ChangeSetId, ClientRequestToken: 'token' })
    await expect(stacks.client.send(reused)).rejects.toMatchObject({ name: 'TokenAlreadyExistsException' })
  })

  it.each(STACK_STATUSES)('of type UPDATE on %s is admitted or refused as the service does', async (status) => {
    const { aws, stacks } = await startWorld()
    const id = aws.stacks.seed({ name: 'demo', status, template: TWO })
    const attempt = stacks.plan({ TemplateBody: TWO.replace('30', '31') })
    const good =
      /^(CREATE_COMPLETE|CREATE_FAILED|UPDATE_COMPLETE|UPDATE_FAILED|UPDATE_ROLLBACK_COMPLETE|IMPORT_COMPLETE|IMPORT_ROLLBACK_COMPLETE)$/
    if (good.test(status)) expect((await attempt).Status).toBe('CREATE_COMPLETE')
    else if (status === 'DELETE_COMPLETE') await expect(attempt).rejects.toMatchObject({ message: 'Stack [demo] does not exist' })
    else await expect(attempt).rejects.toMatchObject({ message: `Stack:${id} is in ${status} state and can not be updated.` })
  })

  it('comes in pages, as do resources and the other lists', async () => {
    const { stacks } = await startWorld()
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: many(130) })
    expect(plan.Changes).toHaveLength(100)
    const rest = await stacks.client.send(
      new DescribeChangeSetCommand({ ChangeSetName: plan.ChangeSetId, NextToken: plan.NextToken }),
    )
    expect([rest.Changes?.length, rest.NextToken]).toEqual([30, undefined])
    await stacks.deploy({ TemplateBody: many(130) })
    const page = await stacks.client.send(new ListStackResourcesCommand({ StackName: 'demo' }))
    expect(page.StackResourceSummaries).toHaveLength(100)
    const last = await stacks.client.send(new ListStackResourcesCommand({ StackName: 'demo', NextToken: page.NextToken }))
    expect(last.StackResourceSummaries).toHaveLength(30)
  })

  it('masks secret parameters everywhere', async () => {
    const { stacks } = await startWorld()
    const secret = `${TWO.split('Outputs:')[0]}  Secret: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Ref Password } }\n`
    const Parameters = (ParameterValue: string) => [{ ParameterKey: 'Password', ParameterValue }]
    await stacks.deploy({ TemplateBody: secret, Parameters: Parameters('first-secret') })
    const plan = await stacks.plan({ TemplateBody: secret, Parameters: Parameters('second-secret') })
    expect(plan.Changes?.map(({ ResourceChange: one }) => one?.Details?.map((detail) => detail.ChangeSource))).toEqual([
      ['DirectModification', 'ParameterReference'],
    ])
    const everything = JSON.stringify([plan, await stacks.events(), await stacks.describe()])
    expect(everything).toContain('****')
    expect(everything).not.toMatch(/(first|second)-secret/)
  })

  it('says in its events what the checks before deployment found', async () => {
    const { aws, stacks } = await startWorld()
    const finding = {
      name: 'PROPERTY_VALIDATION',
      status: 'FAILED',
      mode: 'FAIL',
      reason: 'Unsupported property [Foo]',
      logicalId: 'Queue',
      path: '/Foo',
    } as const
    aws.script('demo', { validations: [finding] })
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: TWO })
    expect([plan.Status, plan.StatusReason]).toEqual([
      'FAILED',
      expect.stringContaining('AWS::EarlyValidation::PROPERTY_VALIDATION'),
    ])
    const { OperationEvents } = await stacks.client.send(new DescribeEventsCommand({ ChangeSetName: plan.ChangeSetId }))
    expect(OperationEvents).toEqual([
      expect.objectContaining({
        EventType: 'VALIDATION_ERROR',
        ValidationStatusReason: 'Unsupported property [Foo]',
        ValidationPath: '/Foo',
        ValidationFailureMode: 'FAIL',
      }),
    ])
  })

  it('can be read back, listed and deleted', async () => {
    const { stacks } = await startWorld()
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: TWO })
    const name = { ChangeSetName: plan.ChangeSetName, StackName: 'demo' }
    expect((await stacks.client.send(new GetTemplateCommand({ ...name }))).TemplateBody).toBe(TWO)
    const list = () => stacks.client.send(new ListChangeSetsCommand({ StackName: 'demo' }))
    expect((await list()).Summaries?.map((one) => one.ChangeSetId)).toEqual([plan.ChangeSetId])
    await stacks.client.send(new DeleteChangeSetCommand(name))
    await stacks.client.send(new DeleteChangeSetCommand(name))
    expect((await list()).Summaries ?? []).toEqual([])
    const gone = stacks.client.send(new DescribeChangeSetCommand(name))
    await expect(gone).rejects.toMatchObject({ name: 'ChangeSetNotFoundException', $metadata: { httpStatusCode: 404 } })
  })
})

describe('a template', () => {
  const resource = 'Resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref B } } }'
  it.each([
    ['Resources: {', 'Template format error: YAML not well-formed.'],
    ['Parameters: {}', 'At least one Resources member must be defined.'],
    [resource, 'Unresolved resource dependencies [B] in the Resources block of the template'],
    [
      resource.replace('} } }', '} }, B: { Type: AWS::SNS::Topic, DependsOn: A } }'),
      'Circular dependency between resources: [A, B]',
    ],
    ['Resources: { A: { Type: Nothing } }', 'Unrecognized resource types: [Nothing]'],
    [`${'#'.repeat(51_201)}`, 'Member must have length less than or equal to 51200'],
  ])('is refused: %#', async (TemplateBody, message) => {
    const { stacks } = await startWorld()
    await expect(stacks.plan({ ChangeSetType: 'CREATE', TemplateBody })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    })
  })

  it('needs acknowledged capabilities', async () => {
    const { stacks } = await startWorld()
    const TemplateBody = 'Resources: { R: { Type: AWS::IAM::Role, Properties: { RoleName: boss } } }'
    const attempt = stacks.plan({ ChangeSetType: 'CREATE', TemplateBody, Capabilities: ['CAPABILITY_IAM'] })
    await expect(attempt).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    })
    const summary = await stacks.client.send(new GetTemplateSummaryCommand({ TemplateBody }))
    expect(summary).toMatchObject({
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
      ResourceTypes: ['AWS::IAM::Role'],
    })
  })

  it('tells its parameters', async () => {
    const { stacks } = await startWorld()
    const { Parameters } = await stacks.client.send(new GetTemplateSummaryCommand({ TemplateBody: TWO }))
    expect(Parameters).toEqual([
      expect.objectContaining({ ParameterKey: 'Stage', DefaultValue: 'test', NoEcho: false }),
      expect.objectContaining({ ParameterKey: 'Password', NoEcho: true }),
    ])
  })
})
