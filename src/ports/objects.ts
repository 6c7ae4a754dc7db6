/** Buckets of one region. Throws only `Failure`. */
export interface Objects {
  /**
   * Stores an object where none of that key is; one of the same bytes is left as it is, another one is refused. Gives its address,
   * with its version where the bucket keeps versions.
   */
  putIfAbsent(
    object: { readonly bucket: string; readonly key: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<string>
}
