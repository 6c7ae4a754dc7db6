/** A file as a bucket lists it. */
export interface ListedFile {
  readonly key: string
  readonly bytes: number
  readonly etag?: string
}

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
export interface Sites {
  /** A page at a time. */
  list(
    bucket: string,
    prefix: string,
    signal: AbortSignal,
    next?: string,
  ): Promise<{ readonly files: readonly ListedFile[]; readonly next?: string }>
  /** Stores a file in place of what is there; its ETag. */
  put(file: NewFile, signal: AbortSignal): Promise<string>
  /** What is not there is removed already. */
  remove(bucket: string, key: string, signal: AbortSignal): Promise<void>
}
