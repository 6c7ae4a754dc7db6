import { createHash } from 'node:crypto'
import { pathIn } from '../foundation/address.ts'
import { Failure } from '../foundation/failure.ts'
import type { Place, Stored } from '../ports/objects.ts'

/** A place in the words of the SDK. */
export const partsOf = ({ bucket, key, version }: Place) => ({
  ...{ Bucket: bucket, Key: key },
  ...(version === undefined ? {} : { VersionId: version }),
})

/** Where CloudFormation finds the object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function addressAt(bucket: URL, key: string, version: string | undefined): string {
  const query = version === undefined ? '' : `?versionId=${encodeURIComponent(version)}`
  return `${bucket.href.replace(/\/$/, '')}/${pathIn(key)}${query}`
}

/** A hash as S3 writes it. */
export const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')

/** What an answer about an object says. The checksum of an upload in parts is not one of the content: it ends in `-` and a number. */
export function storedFrom(answer: {
  readonly VersionId?: string | undefined
  readonly ETag?: string | undefined
  readonly ChecksumSHA256?: string | undefined
  readonly ContentLength?: number | undefined
  readonly Metadata?: Readonly<Record<string, string>> | undefined
}): Stored {
  const { VersionId, ETag, ChecksumSHA256, ContentLength = 0, Metadata = {} } = answer
  return {
    // A bucket that kept versions once, and does no more, calls what it stores now `null`.
    ...(VersionId && VersionId !== 'null' ? { version: VersionId } : {}),
    ...(ETag ? { etag: ETag.replaceAll('"', '') } : {}),
    ...(ChecksumSHA256 && !ChecksumSHA256.includes('-') ? { sha256: Buffer.from(ChecksumSHA256, 'base64').toString('hex') } : {}),
    bytes: ContentLength,
    metadata: Metadata,
  }
}

export async function sha256Of(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** A body, refused where there is more of it. */
export async function upTo(most: number, { bucket, key }: Place, body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > most) throw new Failure(`${key} in bucket ${bucket} has more than ${most} bytes.`, { code: 'AWS_REFUSED' })
    parts.push(part)
  }
  return Buffer.concat(parts)
}
