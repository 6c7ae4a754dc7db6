import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import type { Where } from '../domain/stack.ts'
import type { Distributions } from '../ports/distributions.ts'
import type { Clock } from '../ports/index.ts'
import { awsFailure, clientOptions } from './aws.ts'
import { within } from './deadline.ts'

const TIMEOUT_MS = 30_000

type Sdk = typeof import('@aws-sdk/client-cloudfront')

/** CloudFront over the AWS SDK, which is loaded at the first call. */
export function distributions(where: Where, env: Readonly<Record<string, string | undefined>>, clock: Clock): Distributions {
  const call = async <T>(
    name: string,
    signal: AbortSignal,
    send: (sdk: Sdk, client: CloudFrontClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const sdk = await import('@aws-sdk/client-cloudfront')
    const client = new sdk.CloudFrontClient(clientOptions(where, env))
    try {
      return await within(clock, TIMEOUT_MS, signal, (abort) => send(sdk, client, abort))
    } catch (thrown) {
      signal.throwIfAborted()
      throw awsFailure(thrown, name)
    } finally {
      client.destroy()
    }
  }
  return {
    // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
    invalidate: (DistributionId, { paths, token }, signal) =>
      call('cloudfront:CreateInvalidation', signal, async (sdk, client, abortSignal) => {
        const batch = { CallerReference: token, Paths: { Quantity: paths.length, Items: [...paths] } }
        const command = new sdk.CreateInvalidationCommand({ DistributionId, InvalidationBatch: batch })
        return (await client.send(command, { abortSignal })).Invalidation?.Id ?? ''
      }),
    invalidated: (DistributionId, Id, signal) =>
      call('cloudfront:GetInvalidation', signal, async (sdk, client, abortSignal) => {
        const { Invalidation } = await client.send(new sdk.GetInvalidationCommand({ DistributionId, Id }), { abortSignal })
        return Invalidation?.Status === 'Completed'
      }),
  }
}
