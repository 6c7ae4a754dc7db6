import { readFile } from 'node:fs/promises'
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { ACCOUNT, GIVEN, PROVIDER, ROLES } from '../../setup/roles.ts'
import { startMinistack } from '../ministack/start.ts'

/** What a token of GitHub says. */
export type Claims = Readonly<Record<string, string>>

/** The clients of somebody in the account. */
export interface Somebody {
  /** The keys, as a step has them in its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cloudformation: CloudFormationClient
  readonly objects: S3Client
  readonly logs: CloudWatchLogsClient
}

/** An account that judges by its policies, with the roles of the template in it. */
export interface SetupWorld {
  /** The one whom no policy binds. */
  readonly root: Somebody
  /** The ARN of each role, by the template's outputs. */
  readonly roles: Readonly<Record<string, string>>
  /** Where the account answers. */
  readonly url: string
  /** Takes a role with a token of these claims. */
  take(role: string, claims: Claims): Promise<Somebody>
  close(): Promise<void>
}

/** Opens an account and deploys the template into it, as the documentation says, with these parameters besides. */
export async function openSetupWorld(given: Claims = {}): Promise<SetupWorld> {
  const ministack = await startMinistack(undefined, { AUTH: 'true' })
  // Not through the proxy: what it rewrites is signed.
  const access = { endpoint: ministack.url, region: 'us-east-1', maxAttempts: 1 }
  const clients = (accessKeyId: string, secretAccessKey: string, sessionToken?: string): Somebody => {
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
    const token = sessionToken ? { AWS_SESSION_TOKEN: sessionToken } : {}
    return {
      env: { AWS_REGION: access.region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...token },
      cloudformation: new CloudFormationClient({ ...access, credentials }),
      objects: new S3Client({ ...access, credentials, forcePathStyle: true }),
      logs: new CloudWatchLogsClient({ ...access, credentials }),
    }
  }
  const root = clients(ACCOUNT, 'test')
  // MiniStack makes no identity providers from templates, and asks for none: what a token is judged by is the trust policy.
  const parameters = { ...GIVEN, ProviderArn: PROVIDER, ...given }
  await root.objects.send(new CreateBucketCommand({ Bucket: GIVEN.Bucket }))
  await deploy(root, { name: 'roles', body: await readFile(ROLES, 'utf8'), parameters })
  const found = await root.cloudformation.send(new DescribeStacksCommand({ StackName: 'roles' }))
  const outputs = (found.Stacks?.[0]?.Outputs ?? []).map(
    ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
  )
  const sts = new STSClient({ ...access, credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' } })
  const roles = Object.fromEntries(outputs)
  return {
    root,
    roles,
    url: ministack.url,
    async take(role, claims) {
      const ask = { RoleArn: roles[role], RoleSessionName: 'run-42', WebIdentityToken: tokenOf(claims) }
      const { Credentials: own } = await sts.send(new AssumeRoleWithWebIdentityCommand(ask))
      return clients(own?.AccessKeyId ?? '', own?.SecretAccessKey ?? '', own?.SessionToken)
    },
    close: () => ministack.close(),
  }
}

interface Wanted {
  readonly name: string
  readonly body: string
  readonly parameters?: Claims
}

/** Deploys a stack by a change set and waits until it is there. */
export async function deploy({ cloudformation }: Somebody, { name, body, parameters = {} }: Wanted): Promise<void> {
  const stack = { StackName: name, ChangeSetName: 'first' }
  await cloudformation.send(
    new CreateChangeSetCommand({
      ...stack,
      ChangeSetType: 'CREATE',
      TemplateBody: body,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    }),
  )
  const waiting = { client: cloudformation, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }
  await waitUntilChangeSetCreateComplete(waiting, stack)
  await cloudformation.send(new ExecuteChangeSetCommand(stack))
  await waitUntilStackCreateComplete(waiting, { StackName: name })
}

const part = (it: unknown): string => Buffer.from(JSON.stringify(it)).toString('base64url')

// MiniStack checks no signature.
const tokenOf = (claims: Claims): string =>
  [part({ alg: 'RS256', typ: 'JWT' }), part({ iss: 'https://token.actions.githubusercontent.com', ...claims }), 'unsigned'].join(
    '.',
  )
