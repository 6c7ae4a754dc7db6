/** What stands under a key at a destination, or what was done there. */
export type KeyState = 'same' | 'differs' | 'absent' | 'later' | 'unchanged' | 'written' | 'failed'

/** What is known of one destination of outputs. Values are not told. */
export interface DestinationResult {
  readonly kind: string
  readonly where: string
  readonly keys: readonly { readonly key: string; readonly state: KeyState }[]
  /** Why it could not be looked at or written. */
  readonly reason?: string
}
