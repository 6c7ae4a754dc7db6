import type { Where } from '../domain/stack.ts'
import type { Caller, Clock } from '../ports/index.ts'
import { awsFailure, clientOptions } from './aws.ts'
import { within } from './deadline.ts'

const TIMEOUT_MS = 10_000

/** Who the credentials are, by STS. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export async function caller(
  where: Where,
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  try {
    const client = new STSClient(clientOptions(where, env))
    const answer = await within(clock, TIMEOUT_MS, signal, (abortSignal) =>
      client.send(new GetCallerIdentityCommand({}), { abortSignal }),
    )
    return { account: answer.Account ?? '', arn: answer.Arn ?? '' }
  } catch (thrown) {
    signal.throwIfAborted()
    throw awsFailure(thrown, 'sts:GetCallerIdentity')
  }
}
