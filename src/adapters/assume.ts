import type { Credentials } from '@aws-sdk/client-sts'
import type { Role } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import type { Clock } from '../ports/index.ts'
import type { ClientOptions, Keys } from './access.ts'
import { awsFailure } from './aws.ts'
import { within } from './deadline.ts'

const TIMEOUT_MS = 6_000
const SESSION = 'deploy-action'

/** Takes a role on with the keys of the options. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function assumed({ roleArn, externalId }: Role, session: string | undefined, options: ClientOptions, clock: Clock) {
  const asked = {
    RoleArn: roleArn,
    RoleSessionName: session ?? SESSION,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  }
  return sent(options, clock, ({ AssumeRoleCommand }, client, abortSignal) =>
    client.send(new AssumeRoleCommand(asked), { abortSignal }),
  )
}

/** Takes a role on with an identity token, without keys. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
export function exchanged(
  { role, session, token }: { readonly role: string; readonly session: string; readonly token: string },
  { credentials: _none, ...options }: ClientOptions,
  clock: Clock,
): Promise<Keys> {
  const asked = { RoleArn: role, RoleSessionName: session, WebIdentityToken: token }
  return sent(options, clock, ({ AssumeRoleWithWebIdentityCommand }, client, abortSignal) =>
    client.send(new AssumeRoleWithWebIdentityCommand(asked), { abortSignal }),
  )
}

type Sdk = typeof import('@aws-sdk/client-sts')
type Send = (
  sdk: Sdk,
  client: InstanceType<Sdk['STSClient']>,
  signal: AbortSignal,
) => Promise<{ Credentials?: Credentials | undefined }>

async function sent(options: ClientOptions, clock: Clock, send: Send): Promise<Keys> {
  const sdk = await import('@aws-sdk/client-sts')
  const client = new sdk.STSClient(options)
  try {
    // Keys are shared: no single call that waits for them may take them away from the others.
    const { Credentials } = await within(clock, TIMEOUT_MS, new AbortController().signal, (signal) => send(sdk, client, signal))
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      ...(Credentials?.SessionToken ? { sessionToken: Credentials.SessionToken } : {}),
      ...(Credentials?.Expiration ? { expiration: Credentials.Expiration } : {}),
    }
  } finally {
    client.destroy()
  }
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors
const UNTRUSTED = ['AccessDenied', 'AccessDeniedException', 'InvalidIdentityTokenException', 'IDPRejectedClaimException']
const UNREACHED = /retrieve verification key|communicat/i

/** Why a role that the configuration names was not given; `who` asked for it. */
export function refusal(thrown: unknown, role: string, who: string): Failure {
  if (thrown instanceof Failure) return thrown
  const { name, message } = thrown as Error
  const called = role.split('/').at(-1)
  // AWS asks GitHub for its keys itself, and may not get them at once.
  if (name === 'IDPCommunicationErrorException' || (UNTRUSTED.includes(name) && UNREACHED.test(message)))
    return new Failure(`The role ${called}: ${message}`, { code: 'AWS_SERVER_ERROR', cause: thrown })
  if (!UNTRUSTED.includes(name)) return awsFailure(thrown, `the role ${called}`)
  return new Failure(`AWS does not give the role ${called} to ${who}: ${message}`, { code: 'ROLE_REFUSED', cause: thrown })
}
