import type { Where } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import type { Clock } from '../ports/index.ts'
import type { Objects } from '../ports/objects.ts'
import { awsFailure, clientOptions } from './aws.ts'
import { within } from './deadline.ts'

const TIMEOUT_MS = 30_000

/** Objects in S3 over the AWS SDK, which is loaded at the first call. */
export function objects(where: Where, env: Readonly<Record<string, string | undefined>>, clock: Clock): Objects {
  return {
    async putIfAbsent({ bucket, key, body }, signal) {
      const { S3Client, PutObjectCommand, GetObjectCommand } = await import('@aws-sdk/client-s3')
      // No certificate covers a host name with the dots of a bucket in it.
      const forcePathStyle = bucket.includes('.')
      const client = new S3Client({ ...clientOptions(where, env), forcePathStyle })
      // As the SDK knows it for every partition, also where a request of ours goes somewhere else.
      const { url } = client.config.endpointProvider({ Region: where.region, Bucket: bucket, ForcePathStyle: forcePathStyle })
      const addressOf = ({ VersionId }: { readonly VersionId?: string | undefined }) => addressAt(url, key, VersionId)
      const place = { Bucket: bucket, Key: key }
      const bounded = callsOn(clock, bucket, where.region, signal)
      try {
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        const put = new PutObjectCommand({ ...place, Body: body, IfNoneMatch: '*' })
        const stored = await bounded('s3:PutObject', (abortSignal) => unlessThere(client.send(put, { abortSignal })))
        if (stored) return addressOf(stored)
        return await bounded('s3:GetObject', async (abortSignal) => {
          const found = await client.send(new GetObjectCommand(place), { abortSignal })
          if ((await found.Body?.transformToString()) === body) return addressOf(found)
          throw new Failure(`There is another object at ${key} in bucket ${bucket}.`, {
            code: 'AWS_CONFLICT',
            fix: 'Somebody wrote there what is not ours. Find out who, and name another `prefix`.',
          })
        })
      } finally {
        client.destroy()
      }
    },
  }
}

/** Where CloudFormation finds the object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
function addressAt(bucket: URL, key: string, version: string | undefined): string {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const query = version === undefined ? '' : `?versionId=${encodeURIComponent(version)}`
  return `${bucket.href.replace(/\/$/, '')}/${path}${query}`
}

/** Nothing where an object of that key is there already. One that somebody is writing at this moment may be there soon. */
async function unlessThere<T>(sent: Promise<T>): Promise<T | undefined> {
  try {
    return await sent
  } catch (thrown) {
    const { name, message } = thrown as Error
    if (name === 'PreconditionFailed') return undefined
    if (name !== 'ConditionalRequestConflict') throw thrown
    throw new Failure(`s3:PutObject: ${message}`, { code: 'AWS_SERVER_ERROR', cause: thrown })
  }
}

type Bounded = <T>(name: string, send: (signal: AbortSignal) => Promise<T>) => Promise<T>

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const WRONG_BUCKET = ['NoSuchBucket', 'PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']

/** Calls that are bounded in time, and every error as a `Failure`. */
const callsOn =
  (clock: Clock, bucket: string, region: string, signal: AbortSignal): Bounded =>
  async (name, send) => {
    try {
      return await within(clock, TIMEOUT_MS, signal, send)
    } catch (thrown) {
      signal.throwIfAborted()
      const failure = awsFailure(thrown, name)
      if (!WRONG_BUCKET.includes((thrown as Error).name)) throw failure
      throw new Failure(`Bucket ${bucket} cannot be used: ${failure.message}`, {
        code: 'AWS_REFUSED',
        fix: `Name a bucket of region ${region} in \`bucket\`.`,
        cause: thrown,
      })
    }
  }
