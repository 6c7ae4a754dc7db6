import type { Objects } from './objects.ts'

/** A file for a bucket, read anew at each try. */
export interface NewFile {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  /** In hexadecimal; the bucket refuses any other content. */
  readonly sha256: string
  readonly type: string
  readonly cache?: string
  chunks(): AsyncIterable<Uint8Array>
}

/** Files in buckets of one region that are replaced and removed, as those of a website. Throws only `Failure`, and never tries again. */
export interface Sites extends Pick<Objects, 'list'> {
  /** Stores a file in place of what is there; its ETag. */
  put(file: NewFile, signal: AbortSignal): Promise<string>
  /** What is not there is removed already. */
  remove(bucket: string, key: string, signal: AbortSignal): Promise<void>
}
