/** How a tool's process ended. */
export interface Ended {
  /** Nothing where a signal ended it. */
  readonly status: number | undefined
  readonly signal?: string
  /** We ended it, because its time was over. */
  readonly timedOut: boolean
  /** The last lines that say something, oldest first: bounded, redacted, inert. */
  readonly tail: readonly string[]
  /** The first megabyte of its standard output as it came, not redacted: to be read, never to be written. */
  readonly stdout: string
  /** How much it printed, on both streams. */
  readonly bytes: number
  readonly ms: number
}
