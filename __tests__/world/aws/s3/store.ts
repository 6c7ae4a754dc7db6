import { createHash } from 'node:crypto'
import type { Ids } from '../ids.ts'

export interface StoredObject {
  readonly key: string
  readonly body: Buffer
  readonly etag: string
  readonly versionId: string | undefined
  readonly at: number
  readonly headers: Readonly<Record<string, string>>
}

interface Bucket {
  readonly versioned: boolean
  /** Of another region than the world's, where it is in one. */
  readonly region: string | undefined
  readonly objects: StoredObject[]
}

/** The buckets of a world; a bucket is there once it was made. */
export class Objects {
  #buckets = new Map<string, Bucket>()
  readonly #ids: Ids
  readonly #now: () => number

  constructor(ids: Ids, now: () => number) {
    this.#ids = ids
    this.#now = now
  }

  createBucket(name: string, options: { readonly versioned?: boolean; readonly region?: string } = {}): void {
    const { versioned = false, region } = options
    if (!this.#buckets.has(name)) this.#buckets.set(name, { versioned, region, objects: [] })
  }

  bucket(name: string): Omit<Bucket, 'objects'> | undefined {
    return this.#buckets.get(name)
  }

  put(bucketName: string, key: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): StoredObject {
    const bucket = this.#buckets.get(bucketName)
    if (!bucket) throw new Error(`There is no bucket ${bucketName}`)
    const bytes = Buffer.from(body)
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
    const versionId = bucket.versioned ? this.#ids.uuid().replaceAll('-', '') : undefined
    const stored: StoredObject = { key, body: bytes, etag, versionId, at: this.#now(), headers }
    bucket.objects.push(stored)
    return stored
  }

  /** The newest version, or the one asked for. */
  read(bucketName: string, key: string, version?: string): StoredObject | 'no bucket' | undefined {
    const bucket = this.#buckets.get(bucketName)
    if (!bucket) return 'no bucket'
    return bucket.objects.findLast((one) => one.key === key && (version === undefined || one.versionId === version))
  }
  /** What is newest of each key that begins with the prefix, by key. */
  list(bucketName: string, prefix: string): readonly StoredObject[] {
    const all = this.#buckets.get(bucketName)?.objects.filter(({ key }) => key.startsWith(prefix)) ?? []
    return [...new Map(all.map((one) => [one.key, one])).values()].sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  /** As if it had never been stored. */
  remove(bucketName: string, key: string): void {
    const objects = this.#buckets.get(bucketName)?.objects ?? []
    for (let at = objects.length - 1; at >= 0; at -= 1) if (objects[at]?.key === key) objects.splice(at, 1)
  }
}
