/** CloudFront distributions. Throws only `Failure`, and never tries again. */
export interface Distributions {
  /** Asks for paths to be fetched anew, once for each token; the id of the invalidation. */
  invalidate(
    distribution: string,
    asked: { readonly paths: readonly string[]; readonly token: string },
    signal: AbortSignal,
  ): Promise<string>
  /** Whether all edges have done it. */
  invalidated(distribution: string, id: string, signal: AbortSignal): Promise<boolean>
}
