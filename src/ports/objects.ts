/** Where an object is; without a version: the newest. */
export interface Place {
  readonly bucket: string
  readonly key: string
  readonly version?: string
}

/** What a bucket tells of an object. */
export interface Stored {
  /** Absent where the bucket keeps none. */
  readonly version?: string
  readonly etag?: string
  /** Of the content, in hexadecimal, where the bucket knows it. */
  readonly sha256?: string
  readonly bytes: number
  readonly metadata: Readonly<Record<string, string>>
}

/** An object that is stored for certain. */
export interface Shelved extends Stored {
  /** It was stored already. */
  readonly there: boolean
  /** `https://…`, with its version where the bucket keeps versions. */
  readonly url: string
}

/** Content that is read anew at each try. */
export interface NewObject {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  /** In hexadecimal; the bucket refuses any other content. */
  readonly sha256: string
  readonly type: string
  readonly metadata?: Readonly<Record<string, string>>
  chunks(): AsyncIterable<Uint8Array>
}

/** An object as a bucket lists it. */
export interface Listed {
  readonly key: string
  readonly bytes: number
  readonly etag?: string
}

/** A page of a list. */
export interface Listing {
  readonly objects: readonly Listed[]
  readonly next?: string
}

/** Buckets of one region. Throws only `Failure`, and never tries again. */
export interface Objects {
  /**
   * Stores an object where none of that key is; one of the same bytes is left as it is, another one is refused. Gives its address,
   * with its version where the bucket keeps versions.
   */
  putIfAbsent(
    object: { readonly bucket: string; readonly key: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<string>
  /** As `putIfAbsent`, of content that need not fit into memory. */
  store(object: NewObject, signal: AbortSignal): Promise<Shelved>
  /** Nothing where no such object is. Not being allowed to see it is a failure. */
  head(place: Place, signal: AbortSignal): Promise<Stored | undefined>
  /** The content, refused where there is more than `most` bytes; nothing where no such object is. */
  get(place: Place, most: number, signal: AbortSignal): Promise<Uint8Array | undefined>
  /** Keys that begin with a prefix, a page at a time. */
  list(bucket: string, prefix: string, signal: AbortSignal, next?: string): Promise<Listing>
  /** Puts a text in place of the object with this entity tag, or where none is; refused where something else is there by now. */
  replace(place: Place, etag: string | undefined, text: string, signal: AbortSignal): Promise<void>
  /** Copies within AWS, metadata too. */
  copy(from: Place, to: { readonly bucket: string; readonly key: string }, signal: AbortSignal): Promise<Stored>
}
