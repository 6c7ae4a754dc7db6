import type { Where } from '../domain/stack.ts'
import type { Caller, Clock } from '../ports/index.ts'
import type { Access } from './access.ts'
import { bounded, clientOptions } from './aws.ts'

const TIMEOUT_MS = 10_000

/** Who the credentials are, by STS. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export async function caller(where: Where, access: Access, clock: Clock, signal: AbortSignal): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  return bounded(clock, TIMEOUT_MS)('sts:GetCallerIdentity', signal, async (abortSignal) => {
    const client = new STSClient(clientOptions(where, access))
    try {
      const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}), { abortSignal })
      return { account: Account, arn: Arn }
    } finally {
      client.destroy()
    }
  })
}
