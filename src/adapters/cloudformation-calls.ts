import type { Clock } from '../ports/index.ts'
import { awsFailure } from './aws.ts'
import { within } from './deadline.ts'

const READ_TIMEOUT_MS = 10_000
const WRITE_TIMEOUT_MS = 30_000

type Send<T> = (abortSignal: AbortSignal) => Promise<T>
type Call = <T>(name: string, signal: AbortSignal, send: Send<T>) => Promise<T>

/** How calls are made: bounded, and every error as a `Failure`. */
export interface Caller {
  readonly read: Call
  readonly write: Call
}

/** The callers of a client whose time limits run on this clock. */
export function calls(clock: Clock): Caller {
  const bounded =
    (ms: number): Call =>
    async (name, signal, send) => {
      try {
        return await within(clock, ms, signal, send)
      } catch (thrown) {
        signal.throwIfAborted()
        throw awsFailure(thrown, `cloudformation:${name}`)
      }
    }
  return { read: bounded(READ_TIMEOUT_MS), write: bounded(WRITE_TIMEOUT_MS) }
}
