/** An object in a bucket that a template needs, as it was when the plan was made. */
export interface Artifact {
  readonly bucket: string
  readonly key: string
  /** Absent where the bucket keeps none. */
  readonly version?: string
  /** The template names this version, so that a newer one under the same key changes nothing. */
  readonly pinned: boolean
  readonly etag?: string
  /** Of the content, in hexadecimal, where it is known. */
  readonly sha256?: string
  readonly bytes: number
}
