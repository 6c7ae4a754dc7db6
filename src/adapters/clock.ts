import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../ports/index.ts'

/** The machine's clock and its random source. */
export const clock: Clock = {
  now: () => new Date(),
  deadline: (ms) => AbortSignal.timeout(ms),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    setTimeout(ms, undefined, { signal }).catch((thrown: unknown) => {
      signal.throwIfAborted()
      throw thrown
    }),
}
