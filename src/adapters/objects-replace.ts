import { Failure } from '../foundation/failure.ts'
import type { Place } from '../ports/objects.ts'
import { unless } from './aws.ts'
import { partsOf } from './objects-shapes.ts'
import type { Reach } from './objects-store.ts'

const JSON_TYPE = 'application/json'

/** Puts a text where an object with this entity tag is, or none, with what browsers and caches are told of it. */
export async function replacedAt(to: Reach, place: Place, etag: string | undefined, text: string): Promise<void> {
  const { s3, client, bounded } = to
  const before =
    etag === undefined
      ? undefined
      : await bounded('s3:GetObject', 0, (abortSignal) => client.send(new s3.HeadObjectCommand(partsOf(place)), { abortSignal }))
  const kept = before
    ? {
        ContentType: before.ContentType ?? JSON_TYPE,
        ...(before.CacheControl === undefined ? {} : { CacheControl: before.CacheControl }),
        ...(before.Metadata === undefined ? {} : { Metadata: before.Metadata }),
      }
    : { ContentType: JSON_TYPE, CacheControl: 'no-cache' }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: `"${etag}"` }
  const put = { Bucket: place.bucket, Key: place.key, Body: text, ...kept, ...condition }
  const sent = await bounded('s3:PutObject', Buffer.byteLength(text), (abortSignal) =>
    unless(['PreconditionFailed'], client.send(new s3.PutObjectCommand(put), { abortSignal })),
  )
  if (!sent)
    throw new Failure(`${place.key} in bucket ${place.bucket} was changed by somebody else meanwhile.`, { code: 'AWS_CONFLICT' })
}
