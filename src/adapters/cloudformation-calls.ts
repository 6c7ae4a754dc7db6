import type { Clock } from '../ports/index.ts'
import { bounded, type Call } from './aws.ts'

const READ_TIMEOUT_MS = 10_000
const WRITE_TIMEOUT_MS = 30_000

/** How calls are made: bounded, and every error as a `Failure`. */
export interface Caller {
  readonly read: Call
  readonly write: Call
}

/** The callers of a client whose time limits run on this clock. */
export function calls(clock: Clock): Caller {
  const within = (ms: number): Call => {
    const call = bounded(clock, ms)
    return (name, signal, send) => call(`cloudformation:${name}`, signal, send)
  }
  return { read: within(READ_TIMEOUT_MS), write: within(WRITE_TIMEOUT_MS) }
}
