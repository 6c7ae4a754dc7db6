import { CloudFormationClient, DescribeStacksCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, it } from '@jest/globals'
import { clientOf, startWorld } from '../testing/world.ts'
import { issuerOf } from './issuer.ts'

const ROLE = 'arn:aws:iam::123456789012:role/plan'
const SUBJECT = 'repo:octo-org/demo:environment:production-plan'
const issuer = issuerOf()

/** A world with one role that trusts one environment, and what asking for it gives. */
async function opened() {
  const world = await startWorld()
  const seconds = world.clock.now().getTime() / 1000
  world.aws.sts.provider(issuer.provider)
  world.aws.sts.role({
    arn: ROLE,
    trusts: { sub: 'repo:octo-org/demo:environment:*-plan' },
    actions: ['cloudformation:Describe*'],
  })
  const sts = new STSClient(clientOf(world.aws))
  const take = async (claims: Readonly<Record<string, unknown>> = {}, input: Readonly<Record<string, unknown>> = {}) => {
    const said = { sub: SUBJECT, aud: 'sts.amazonaws.com', nbf: seconds, exp: seconds + 300, ...claims }
    const asked = { RoleArn: ROLE, RoleSessionName: 'octo-org-demo-42', WebIdentityToken: issuer.token(said), ...input }
    const { Credentials } = await sts.send(new AssumeRoleWithWebIdentityCommand(asked))
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = Credentials ?? {}
    return { ...clientOf(world.aws), credentials: { accessKeyId, secretAccessKey } }
  }
  return { ...world, take }
}

describe('a role with an identity token', () => {
  it('is taken on by the job that it trusts, and known from then on', async () => {
    const { take } = await opened()
    const { Arn } = await new STSClient(await take()).send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/plan/octo-org-demo-42')
  })

  it.each([
    ['another subject', { sub: 'repo:octo-org/demo:environment:production' }, {}, 'AccessDenied'],
    ['another repository', { sub: `${SUBJECT}`.replace('demo', 'fork') }, {}, 'AccessDenied'],
    ['another audience', { aud: 'https://github.com/octo-org' }, {}, 'InvalidIdentityTokenException'],
    ['an issuer that nobody knows', { iss: 'https://example.com' }, {}, 'InvalidIdentityTokenException'],
    ['a token that has ended', { exp: 1 }, {}, 'ExpiredTokenException'],
    ['a session without a usable name', {}, { RoleSessionName: 'octo-org/demo' }, 'ValidationError'],
    ['a session that is too long', {}, { DurationSeconds: 7200 }, 'ValidationError'],
    ['a role that is not there', {}, { RoleArn: `${ROLE}ner` }, 'AccessDenied'],
    ['no token', {}, { WebIdentityToken: 'none' }, 'InvalidIdentityTokenException'],
    ['a token of somebody else', {}, { WebIdentityToken: issuerOf().token({ sub: SUBJECT }) }, 'InvalidIdentityTokenException'],
  ])('is refused to %s', async (_what, claims, input, name) => {
    const { take } = await opened()
    await expect(take(claims, input)).rejects.toMatchObject({ name })
  })

  it('may do what it is allowed, until its keys end', async () => {
    const { take, clock } = await opened()
    const client = new CloudFormationClient(await take())
    await expect(client.send(new DescribeStacksCommand({}))).resolves.toMatchObject({ Stacks: [] })
    await expect(client.send(new ExecuteChangeSetCommand({ ChangeSetName: 'x', StackName: 'y' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('not authorized to perform: cloudformation:ExecuteChangeSet'),
    })
    clock.advance(3_600_000)
    await expect(client.send(new DescribeStacksCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' })
  })
})
