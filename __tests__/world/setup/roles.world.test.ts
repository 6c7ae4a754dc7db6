import { readFile } from 'node:fs/promises'
import {
  CancelUpdateStackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateSummaryCommand,
  UpdateStackCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { GIVEN, PROVIDER, ROLES } from '../../setup/roles.ts'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { OF_DEPLOY, OF_PLAN, OF_PULL_REQUEST, WORKFLOW } from './claims.ts'
import { type Claims, deploy, openSetupWorld, type SetupWorld, type Somebody } from './setup-world.ts'

const word = (value: string): string =>
  `Resources: { Word: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: ${value} } } }`

/** What becomes of a call: done, refused for want of permission, or something else went wrong. */
const end = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: { name?: string; message?: string }) =>
      /AccessDenied|not authorized/i.test(`${error.name} ${error.message}`) ? 'refused' : `${error.name}: ${error.message}`,
  )

const update = (stack: string, name: string, value: string) =>
  new CreateChangeSetCommand({ StackName: stack, ChangeSetName: name, ChangeSetType: 'UPDATE', TemplateBody: word(value) })
const execution = (stack: string, name: string) => new ExecuteChangeSetCommand({ StackName: stack, ChangeSetName: name })
const put = (key: string, bucket: string = GIVEN.Bucket) => new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'text' })

await describeWithMinistack('the roles of the template, where policies are judged', () => {
  let world: SetupWorld
  let planner: Somebody
  let deployer: Somebody
  let visitor: Somebody
  beforeAll(async () => {
    world = await openSetupWorld({
      Workflows: 'org/deploy-action',
      PullRequestStack: 'demo-pr',
      PullRequestBucket: 'octo-previews',
    })
    for (const name of ['demo', 'demo-pr', 'other']) await deploy(world.root, { name, body: word('first') })
    planner = await world.take('PlanRole', OF_PLAN)
    deployer = await world.take('DeployRole', OF_DEPLOY)
    visitor = await world.take('PullRequestRole', OF_PULL_REQUEST)
  }, 90_000)
  afterAll(() => world.close())

  describe('are taken', () => {
    const immutable = (sub: string) => sub.replace('octo-org/octo-repo', 'octo-org@123456/octo-repo@456789')
    it.each([
      ['PlanRole', OF_PLAN],
      ['DeployRole', OF_DEPLOY],
      ['PullRequestRole', OF_PULL_REQUEST],
    ])('%s in either form of the subject', async (role, claims) => {
      expect(await end(world.take(role, claims))).toBe('done')
      expect(await end(world.take(role, { ...claims, sub: immutable(claims.sub) }))).toBe('done')
    })
    it.each<[string, string, Claims]>([
      ['the deploy role by the environment that plans', 'DeployRole', OF_PLAN],
      [
        'the deploy role by a branch without environment',
        'DeployRole',
        { ...OF_DEPLOY, sub: 'repo:octo-org/octo-repo:ref:refs/heads/main' },
      ],
      ['the deploy role by a pull request', 'DeployRole', OF_PULL_REQUEST],
      ['the plan role by the environment that deploys', 'PlanRole', OF_DEPLOY],
      ['the role of pull requests by an environment', 'PullRequestRole', OF_PLAN],
      ['a role by another repository', 'PlanRole', { ...OF_PLAN, sub: 'repo:evil/octo-repo:environment:production-plan' }],
      ['a role by a repository that took the name over', 'PlanRole', { ...OF_PLAN, repository_id: '999999' }],
      ['a role by another audience', 'PlanRole', { ...OF_PLAN, aud: 'https://github.com/octo-org' }],
      [
        'a role by a workflow of the repository itself',
        'DeployRole',
        { ...OF_DEPLOY, job_workflow_ref: 'octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main' },
      ],
      [
        'the deploy role by the workflow that looks',
        'DeployRole',
        { ...OF_DEPLOY, job_workflow_ref: `${WORKFLOW}/watch.yml@refs/tags/v1` },
      ],
      ['a role by a token without the claims', 'PlanRole', { aud: OF_PLAN.aud, sub: OF_PLAN.sub }],
    ])('but not %s', async (_what, role, claims) => expect(await end(world.take(role, claims))).toBe('refused'))
  })

  it('the plan role makes a change set of the named stack, the deploy role executes it, and neither does the other', async () => {
    expect(await end(planner.cloudformation.send(update('demo', 'deploy-1', 'second')))).toBe('done')
    const named = { StackName: 'demo', ChangeSetName: 'deploy-1' }
    await waitUntilChangeSetCreateComplete({ client: planner.cloudformation, maxWaitTime: 20, minDelay: 1 }, named)
    expect(await end(planner.cloudformation.send(execution('demo', 'deploy-1')))).toBe('refused')
    expect(await end(deployer.cloudformation.send(update('demo', 'deploy-2', 'third')))).toBe('refused')
    expect(await end(deployer.cloudformation.send(execution('demo', 'deploy-1')))).toBe('done')
    await waitUntilStackUpdateComplete({ client: deployer.cloudformation, maxWaitTime: 20, minDelay: 1 }, { StackName: 'demo' })
  })

  it.each([
    ['CreateStack', () => new CreateStackCommand({ StackName: 'demo', TemplateBody: word('x') })],
    ['UpdateStack', () => new UpdateStackCommand({ StackName: 'demo', TemplateBody: word('x') })],
    ['DeleteStack', () => new DeleteStackCommand({ StackName: 'demo' })],
  ])('nobody calls %s', async (_name, command) => {
    for (const somebody of [planner, deployer, visitor]) {
      expect(await end((somebody.cloudformation.send as (it: unknown) => Promise<unknown>)(command()))).toBe('refused')
    }
  })

  it('a stack of another name is refused to all', async () => {
    expect(await end(world.root.cloudformation.send(update('other', 'deploy-1', 'second')))).toBe('done')
    expect(await end(planner.cloudformation.send(update('other', 'deploy-2', 'third')))).toBe('refused')
    expect(await end(planner.cloudformation.send(new DescribeStacksCommand({ StackName: 'other' })))).toBe('refused')
    const named = { StackName: 'other', ChangeSetName: 'deploy-1' }
    const { ChangeSetId: id } = await world.root.cloudformation.send(new DescribeChangeSetCommand(named))
    expect(await end(planner.cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: id })))).toBe('refused')
    expect(await end(deployer.cloudformation.send(execution('other', 'deploy-1')))).toBe('refused')
    expect(await end(deployer.cloudformation.send(new CancelUpdateStackCommand({ StackName: 'other' })))).toBe('refused')
  })

  it('pull requests are planned against their own stack, and reach nothing of the environment', async () => {
    expect(await end(visitor.cloudformation.send(update('demo-pr', 'deploy-1', 'second')))).toBe('done')
    expect(await end(visitor.cloudformation.send(execution('demo-pr', 'deploy-1')))).toBe('refused')
    const named = { StackName: 'demo-pr', ChangeSetName: 'deploy-1' }
    expect(await end(visitor.cloudformation.send(new DeleteChangeSetCommand(named)))).toBe('done')
    expect(await end(visitor.cloudformation.send(update('demo', 'deploy-9', 'second')))).toBe('refused')
    expect(await end(visitor.cloudformation.send(new DescribeStacksCommand({ StackName: 'demo' })))).toBe('refused')
    expect(await end(visitor.objects.send(put('code.zip')))).toBe('refused')
  })

  it('the plan role uploads and writes no records, the deploy role the other way round', async () => {
    const record = 'records/octo-org/octo-repo/production/runs/1/record.json'
    expect(await end(planner.objects.send(put('code.zip')))).toBe('done')
    expect(await end(deployer.objects.send(new GetObjectCommand({ Bucket: GIVEN.Bucket, Key: 'code.zip' })))).toBe('done')
    expect(await end(planner.objects.send(put(record)))).toBe('refused')
    expect(await end(planner.objects.send(put(`ours/${record}`)))).toBe('refused')
    expect(await end(deployer.objects.send(put(record)))).toBe('done')
    expect(await end(deployer.objects.send(put('code.zip')))).toBe('refused')
    await world.root.objects.send(new CreateBucketCommand({ Bucket: 'another' }))
    expect(await end(planner.objects.send(put('code.zip', 'another')))).toBe('refused')
  })

  it('a template is read before there is a stack, and logs are read', async () => {
    for (const somebody of [planner, deployer]) {
      expect(await end(somebody.cloudformation.send(new GetTemplateSummaryCommand({ TemplateBody: word('x') })))).toBe('done')
      expect(await end(somebody.logs.send(new FilterLogEventsCommand({ logGroupName: 'demo' })))).toContain('ResourceNotFound')
    }
    expect(await end(visitor.logs.send(new FilterLogEventsCommand({ logGroupName: 'demo' })))).toBe('refused')
  })

  it('the template is refused where pull requests are to have the stack of the environment', async () => {
    const parameters = { ...GIVEN, ProviderArn: PROVIDER, PullRequestStack: 'demo' }
    const again = deploy(world.root, { name: 'again', body: await readFile(ROLES, 'utf8'), parameters })
    expect(await end(again)).toContain('Pull requests need a stack of their own')
  })

  // The day one of these fails, MiniStack judges it, and the test above it can be written.
  describe('what MiniStack does not judge', () => {
    it('iam:PassRole: on AWS this role could not be handed on', async () => {
      const command = new CreateChangeSetCommand({ ...update('demo', 'deploy-3', 'x').input, RoleARN: world.roles['DeployRole'] })
      expect(await end(planner.cloudformation.send(command))).toBe('done')
    })
    it('the identity provider: it cannot be made from a template', async () => {
      const body = 'Resources: { Provider: { Type: AWS::IAM::OIDCProvider, Properties: { Url: https://a.example } } }'
      expect(await end(deploy(world.root, { name: 'provider', body }))).toContain('OIDCProvider')
    })
  })
})

await describeWithMinistack('the deploy role that plans as well', () => {
  it('makes a change set of the named stack and executes it', async () => {
    const world = await openSetupWorld({ DeployRolePlans: 'true' })
    try {
      await deploy(world.root, { name: 'demo', body: word('first') })
      const { cloudformation, objects } = await world.take('DeployRole', OF_DEPLOY)
      expect(await end(cloudformation.send(update('demo', 'rollback-1', 'before')))).toBe('done')
      await waitUntilChangeSetCreateComplete(
        { client: cloudformation, maxWaitTime: 20, minDelay: 1 },
        { StackName: 'demo', ChangeSetName: 'rollback-1' },
      )
      expect(await end(cloudformation.send(execution('demo', 'rollback-1')))).toBe('done')
      expect(await end(objects.send(put('template.json')))).toBe('done')
    } finally {
      await world.close()
    }
  }, 90_000)
})
