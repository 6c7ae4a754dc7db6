/** An object in a bucket that a stack is made of. */
export interface Artifact {
  readonly bucket: string
  readonly key: string
  /** Where the bucket keeps versions. */
  readonly version?: string
  readonly etag?: string
  /** Of its bytes, hexadecimal, where it is known. */
  readonly sha256?: string
  readonly bytes?: number
}
