import { Readable } from 'node:stream'
import type { Where } from '../domain/stack.ts'
import type { Clock } from '../ports/index.ts'
import type { Sites } from '../ports/sites.ts'
import type { Access } from './access.ts'
import { listing, reaching } from './objects.ts'
import { base64 } from './objects-shapes.ts'

/** Files of websites in S3 over the AWS SDK, which is loaded at the first call. */
export function sites(where: Where, access: Access, clock: Clock): Sites {
  const reach = reaching(where, access, clock)
  return {
    list: listing(reach),
    put: (file, signal) =>
      reach(file.bucket, signal, ({ s3, client, bounded }) =>
        bounded('s3:PutObject', file.bytes, async (abortSignal) => {
          const { bucket, key, bytes, sha256, type, cache } = file
          const place = { Bucket: bucket, Key: key, ContentLength: bytes, ContentType: type, ChecksumSHA256: base64(sha256) }
          const Body = Readable.from(file.chunks(), { objectMode: false })
          try {
            const put = { ...place, Body, ...(cache === undefined ? {} : { CacheControl: cache }) }
            const { ETag = '' } = await client.send(new s3.PutObjectCommand(put), { abortSignal })
            return ETag.replaceAll('"', '')
          } finally {
            Body.destroy()
          }
        }),
      ),
    remove: (bucket, key, signal) =>
      reach(bucket, signal, ({ s3, client, bounded }) =>
        bounded('s3:DeleteObject', 0, async (abortSignal) => {
          await client.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal })
        }),
      ),
  }
}
