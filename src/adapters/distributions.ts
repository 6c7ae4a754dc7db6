import type { Where } from '../domain/stack.ts'
import { lazily } from '../foundation/lazily.ts'
import type { Distributions } from '../ports/distributions.ts'
import type { Clock } from '../ports/index.ts'
import type { Access } from './access.ts'
import { bounded, clientOptions } from './aws.ts'

const TIMEOUT_MS = 30_000

/** CloudFront over the AWS SDK, which is loaded at the first call. */
export function distributions(where: Where, access: Access, clock: Clock): Distributions {
  const call = bounded(clock, TIMEOUT_MS)
  const cloudfront = lazily(async () => {
    const sdk = await import('@aws-sdk/client-cloudfront')
    return { sdk, client: new sdk.CloudFrontClient(clientOptions(where, access)) }
  })
  return {
    // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
    invalidate: (DistributionId, { paths, token }, signal) =>
      call('cloudfront:CreateInvalidation', signal, async (abortSignal) => {
        const { sdk, client } = await cloudfront()
        const batch = { CallerReference: token, Paths: { Quantity: paths.length, Items: [...paths] } }
        const command = new sdk.CreateInvalidationCommand({ DistributionId, InvalidationBatch: batch })
        return (await client.send(command, { abortSignal })).Invalidation?.Id ?? ''
      }),
    invalidated: (DistributionId, Id, signal) =>
      call('cloudfront:GetInvalidation', signal, async (abortSignal) => {
        const { sdk, client } = await cloudfront()
        const { Invalidation } = await client.send(new sdk.GetInvalidationCommand({ DistributionId, Id }), { abortSignal })
        return Invalidation?.Status === 'Completed'
      }),
  }
}
