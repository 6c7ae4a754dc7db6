import type { Readable } from 'node:stream'
import type { Where } from '../domain/stack.ts'
import { pathIn } from '../foundation/address.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { lazily } from '../foundation/lazily.ts'
import type { Clock } from '../ports/index.ts'
import type { Objects, Place, Stored } from '../ports/objects.ts'
import type { Access } from './access.ts'
import { clientOptions, unless } from './aws.ts'
import { callsOn } from './objects-calls.ts'
import { replacedAt } from './objects-replace.ts'
import { partsOf, upTo } from './objects-shapes.ts'
import { headOf, type Reach, storedAt } from './objects-store.ts'

const silent = () => undefined
/** The SDK would write to the log, past the masking of secrets, that it does not send a stream twice. */
const MUTE = { trace: silent, debug: silent, info: silent, warn: silent, error: silent }

/** Work on a bucket with a client that fits it. */
export const reaching = (where: Where, access: Access, clock: Clock) => {
  // One role and one set of connections for both.
  const loaded = lazily(async () => {
    const s3 = await import('@aws-sdk/client-s3')
    const options = { ...clientOptions(where, access), logger: MUTE }
    const styled = (forcePathStyle: boolean) => lazily(() => new s3.S3Client({ ...options, forcePathStyle }))
    return { s3, byHost: styled(false), byPath: styled(true) }
  })
  return async <T>(bucket: string, signal: AbortSignal, work: (reach: Reach) => Promise<T>): Promise<T> => {
    const { s3, byHost, byPath } = await loaded()
    // No certificate covers a host name with the dots of a bucket in it.
    const forcePathStyle = bucket.includes('.')
    const client = forcePathStyle ? byPath() : byHost()
    // As the SDK knows it for every partition, also where a request of ours goes somewhere else.
    const { url } = client.config.endpointProvider({ Region: where.region, Bucket: bucket, ForcePathStyle: forcePathStyle })
    return work({ s3, client, url, bounded: callsOn(clock, bucket, where.region, signal) })
  }
}

type Reaching = ReturnType<typeof reaching>

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listing =
  (reach: Reaching): Objects['list'] =>
  (bucket, prefix, signal, next) =>
    reach(bucket, signal, ({ s3, client, bounded }) =>
      bounded('s3:ListBucket', 0, async (abortSignal) => {
        const page = { Bucket: bucket, Prefix: prefix, ...(next === undefined ? {} : { ContinuationToken: next }) }
        const { Contents = [], NextContinuationToken: more } = await client.send(new s3.ListObjectsV2Command(page), {
          abortSignal,
        })
        const objects = Contents.flatMap(({ Key, Size = 0, ETag }) =>
          Key === undefined ? [] : [{ key: Key, bytes: Size, ...(ETag ? { etag: ETag.replaceAll('"', '') } : {}) }],
        )
        return { objects, ...(more === undefined ? {} : { next: more }) }
      }),
    )

/** Objects in S3 over the AWS SDK, which is loaded at the first call. */
export function objects(where: Where, access: Access, clock: Clock): Objects {
  const reach = reaching(where, access, clock)
  const store: Objects['store'] = (object, signal) => reach(object.bucket, signal, (to) => storedAt(to, object))
  return {
    store,
    async putIfAbsent({ bucket, key, body }, signal) {
      const bytes = Buffer.from(body)
      const chunks = async function* () {
        yield bytes
      }
      const content = { bytes: bytes.length, sha256: sha256(bytes), type: 'application/octet-stream', chunks }
      return (await store({ bucket, key, ...content }, signal)).url
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
    list: listing(reach),
    replace: (place, etag, text, signal) => reach(place.bucket, signal, (at) => replacedAt(at, place, etag, text)),
    copy: (from, to, signal) => reach(to.bucket, signal, (at) => copied(at, from, to)),
  }
}

async function copied(
  to: Reach,
  from: Place,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<Stored> {
  const { s3, client, bounded } = to
  const version = from.version === undefined ? '' : `?versionId=${encodeURIComponent(from.version)}`
  const CopySource = `${from.bucket}/${pathIn(from.key)}${version}`
  await bounded('s3:CopyObject', 0, (abortSignal) =>
    client.send(new s3.CopyObjectCommand({ Bucket: bucket, Key: key, CopySource }), { abortSignal }),
  )
  const found = await headOf(to, { bucket, key })
  if (found) return found
  throw new Failure(`${key} was copied into bucket ${bucket} and is not there.`, { code: 'AWS_CONFLICT' })
}
