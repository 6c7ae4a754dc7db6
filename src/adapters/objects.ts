import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Where } from '../domain/stack.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import type { Clock } from '../ports/index.ts'
import type { NewObject, Objects, Place, Stored } from '../ports/objects.ts'
import { clientOptions } from './aws.ts'
import { type Bounded, callsOn } from './objects-calls.ts'
import { base64, partsOf, sha256Of, storedFrom, unless, upTo } from './objects-shapes.ts'

type Env = Readonly<Record<string, string | undefined>>

const silent = () => undefined
/** The SDK would write to the log, past the masking of secrets, that it does not send a stream twice. */
const MUTE = { trace: silent, debug: silent, info: silent, warn: silent, error: silent }

/** The S3 SDK, a client for one bucket, and calls on it that are bounded in time. */
interface Reach {
  readonly s3: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
  readonly bounded: Bounded
}

/** Objects in S3 over the AWS SDK, which is loaded at the first call. */
export function objects(where: Where, env: Env, clock: Clock): Objects {
  // A client for each call, but a role is taken on once for all of them.
  const { credentials } = clientOptions(where, env)
  const options = () => ({ ...clientOptions(where, env), ...(credentials ? { credentials } : {}) })
  const reach = async <T>(bucket: string, signal: AbortSignal, work: (reach: Reach) => Promise<T>): Promise<T> => {
    const s3 = await import('@aws-sdk/client-s3')
    // No certificate covers a host name with the dots of a bucket in it.
    const client = new s3.S3Client({ ...options(), forcePathStyle: bucket.includes('.'), logger: MUTE })
    try {
      return await work({ s3, client, bounded: callsOn(clock, bucket, where.region, signal) })
    } finally {
      client.destroy()
    }
  }
  const store: Objects['store'] = (object, signal) => reach(object.bucket, signal, (to) => storedAt(to, object))
  const address = async ({ bucket, key, version }: Place): Promise<string> => {
    const s3 = await import('@aws-sdk/client-s3')
    const { config } = new s3.S3Client(clientOptions(where, env))
    // As the SDK knows it for every partition, also where a request of ours goes somewhere else.
    const { url } = config.endpointProvider({ Region: where.region, Bucket: bucket, ForcePathStyle: bucket.includes('.') })
    return addressAt(url, key, version)
  }
  return {
    store,
    address,
    async putIfAbsent({ bucket, key, body }, signal) {
      const bytes = Buffer.from(body)
      const chunks = async function* () {
        yield bytes
      }
      const content = { bytes: bytes.length, sha256: sha256(bytes), type: 'application/octet-stream', chunks }
      const { version } = await store({ bucket, key, ...content }, signal)
      return address({ bucket, key, ...(version === undefined ? {} : { version }) })
    },
    head: (place, signal) => reach(place.bucket, signal, (to) => headOf(to, place)),
    get: (place, most, signal) =>
      reach(place.bucket, signal, ({ s3, client, bounded }) =>
        bounded('s3:GetObject', 0, async (abortSignal) => {
          const send = client.send(new s3.GetObjectCommand(partsOf(place)), { abortSignal })
          const found = await unless(['NoSuchKey', 'NoSuchVersion'], send)
          return found && upTo(most, place, found.Body as Readable)
        }),
      ),
    list: (bucket, prefix, signal, next) =>
      reach(bucket, signal, ({ s3, client, bounded }) =>
        bounded('s3:ListBucket', 0, async (abortSignal) => {
          const page = { Bucket: bucket, Prefix: prefix, ...(next === undefined ? {} : { ContinuationToken: next }) }
          const { Contents = [], NextContinuationToken: more } = await client.send(new s3.ListObjectsV2Command(page), {
            abortSignal,
          })
          const found = Contents.flatMap(({ Key, Size = 0 }) => (Key === undefined ? [] : [{ key: Key, bytes: Size }]))
          return { objects: found, ...(more === undefined ? {} : { next: more }) }
        }),
      ),
    versioned: (bucket, signal) =>
      reach(bucket, signal, ({ s3, client, bounded }) =>
        bounded('s3:GetBucketVersioning', 0, async (abortSignal) => {
          const { Status } = await client.send(new s3.GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal })
          return Status === 'Enabled'
        }),
      ),
    copy: (from, to, signal) => reach(to.bucket, signal, (at) => copied(at, from, to)),
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
function addressAt(bucket: URL, key: string, version: string | undefined): string {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const query = version === undefined ? '' : `?versionId=${encodeURIComponent(version)}`
  return `${bucket.href.replace(/\/$/, '')}/${path}${query}`
}

/** Asks before it sends: most of what is stored was stored by an earlier run. */
async function storedAt(to: Reach, object: NewObject): Promise<Stored & { readonly there: boolean }> {
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
  if (sent) return { ...storedFrom({ ...sent, ContentLength: bytes, Metadata: metadata }), sha256: object.sha256, there: false }
  const there = await headOf(to, object)
  if (there) return same(to, object, there)
  throw new Failure(`${key} in bucket ${bucket} was there and is gone.`, { code: 'AWS_CONFLICT' })
}

function unlessDenied(thrown: unknown): undefined {
  if (!(thrown instanceof Failure) || thrown.code !== 'ACCESS_DENIED') throw thrown
  return undefined
}

/** What has our key must have our content; where the bucket does not know the hash, the content is read. */
async function same(to: Reach, object: NewObject, found: Stored): Promise<Stored & { readonly there: true }> {
  const hash = found.bytes === object.bytes ? (found.sha256 ?? (await contentHash(to, object, found))) : undefined
  if (hash === object.sha256) return { ...found, sha256: hash, there: true }
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

const headOf = ({ s3, client, bounded }: Reach, place: Place): Promise<Stored | undefined> =>
  bounded('s3:GetObject', 0, async (abortSignal) => {
    const head = new s3.HeadObjectCommand({ ...partsOf(place), ChecksumMode: 'ENABLED' })
    const found = await unless(['NotFound', 'NoSuchKey', 'NoSuchVersion'], client.send(head, { abortSignal }))
    return found && storedFrom(found)
  })

async function copied(
  to: Reach,
  from: Place,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<Stored> {
  const { s3, client, bounded } = to
  const version = from.version === undefined ? '' : `?versionId=${encodeURIComponent(from.version)}`
  const CopySource = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}${version}`
  await bounded('s3:CopyObject', 0, (abortSignal) =>
    client.send(new s3.CopyObjectCommand({ Bucket: bucket, Key: key, CopySource }), { abortSignal }),
  )
  const found = await headOf(to, { bucket, key })
  if (found) return found
  throw new Failure(`${key} was copied into bucket ${bucket} and is not there.`, { code: 'AWS_CONFLICT' })
}
