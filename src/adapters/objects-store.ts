import { Readable } from 'node:stream'
import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { Failure } from '../foundation/failure.ts'
import type { NewObject, Place, Shelved, Stored } from '../ports/objects.ts'
import { unless } from './aws.ts'
import type { Bounded } from './objects-calls.ts'
import { addressAt, base64, partsOf, sha256Of, storedFrom } from './objects-shapes.ts'

/** The S3 SDK, a client for one bucket, and calls on it that are bounded in time. */
export interface Reach {
  readonly s3: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
  /** Of the bucket. */
  readonly url: URL
  readonly bounded: Bounded
}

/** Asks before it sends: most of what is stored was stored by an earlier run. */
export async function storedAt(to: Reach, object: NewObject): Promise<Shelved> {
  const { s3, client, bounded } = to
  const { bucket, key, bytes, type, metadata } = object
  // Who may not list a bucket is told 403 of what is not there; then the condition decides.
  const before = await headOf(to, object).catch(unlessDenied)
  if (before) return same(to, object, before)
  const put = {
    ...{ Bucket: bucket, Key: key, IfNoneMatch: '*', ContentLength: bytes, ContentType: type },
    ...{ ChecksumSHA256: base64(object.sha256), ...(metadata ? { Metadata: { ...metadata } } : {}) },
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  const sent = await bounded('s3:PutObject', bytes, async (abortSignal) => {
    const Body = Readable.from(object.chunks(), { objectMode: false })
    try {
      return await unless(['PreconditionFailed'], client.send(new s3.PutObjectCommand({ ...put, Body }), { abortSignal }))
    } finally {
      Body.destroy()
    }
  })
  if (sent) {
    const stored = storedFrom({ ...sent, ContentLength: bytes, Metadata: metadata })
    return { ...stored, sha256: object.sha256, there: false, url: addressAt(to.url, key, stored.version) }
  }
  const there = await headOf(to, object)
  if (there) return same(to, object, there)
  throw new Failure(`${key} in bucket ${bucket} was there and is gone.`, { code: 'AWS_CONFLICT' })
}

function unlessDenied(thrown: unknown): undefined {
  if (!(thrown instanceof Failure) || thrown.code !== 'ACCESS_DENIED') throw thrown
  return undefined
}

/** What has our key must have our content; where the bucket does not know the hash, the content is read. */
async function same(to: Reach, object: NewObject, found: Stored): Promise<Shelved> {
  const hash = found.bytes === object.bytes ? (found.sha256 ?? (await contentHash(to, object, found))) : undefined
  if (hash === object.sha256) return { ...found, sha256: hash, there: true, url: addressAt(to.url, object.key, found.version) }
  throw new Failure(`There is another object at ${object.key} in bucket ${object.bucket}.`, {
    code: 'AWS_CONFLICT',
    fix: 'Somebody wrote there what is not ours. Find out who, and name another `prefix`.',
  })
}

const contentHash = ({ s3, client, bounded }: Reach, { bucket, key }: NewObject, { version, bytes }: Stored): Promise<string> =>
  bounded('s3:GetObject', bytes, async (abortSignal) => {
    const place = { bucket, key, ...(version === undefined ? {} : { version }) }
    const { Body } = await client.send(new s3.GetObjectCommand(partsOf(place)), { abortSignal })
    return sha256Of(Body as Readable)
  })

/** What is at a place; S3 has no action of its own for it in policies. */
export const headOf = (to: Reach, place: Place): Promise<Stored | undefined> =>
  to.bounded('s3:GetObject', 0, async (abortSignal) => {
    const head = new to.s3.HeadObjectCommand({ ...partsOf(place), ChecksumMode: 'ENABLED' })
    const asked = to.client.send(head, { abortSignal }).catch((thrown: unknown) => explained(to, place, thrown, abortSignal))
    const found = await unless(['NotFound', 'NoSuchKey', 'NoSuchVersion'], asked)
    return found && storedFrom(found)
  })

/** An answer to HEAD has no body to say why; the answer to a GET of one byte has. */
async function explained({ s3, client }: Reach, place: Place, thrown: unknown, abortSignal: AbortSignal): Promise<never> {
  const status = (thrown as S3ServiceException).$metadata?.httpStatusCode
  if (status === 400 || status === 403) {
    const { Body } = await client.send(new s3.GetObjectCommand({ ...partsOf(place), Range: 'bytes=0-0' }), { abortSignal })
    ;(Body as Readable | undefined)?.destroy()
  }
  throw thrown
}
