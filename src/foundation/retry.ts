import { spoken } from './duration.ts'
import { Failure } from './failure.ts'

/** What waiting needs: the ports' clock and random source have this shape. */
export interface Pace {
  now(): Date
  sleep(ms: number, signal: AbortSignal): Promise<void>
  random(): number
}

export interface RetryOptions {
  readonly pace: Pace
  readonly signal: AbortSignal
  /** No new try begins after this long, in milliseconds; it may depend on what goes wrong. */
  readonly limit: number | ((failure: Failure) => number)
  /** Says before every wait what went wrong, and how long the wait is. */
  readonly say: (line: string) => void
  /** Sees what went wrong before every wait. */
  readonly failed?: (failure: Failure) => void
}

const FIRST_WAIT = 500
const LONGEST_WAIT = 20_000

/**
 * The next wait of decorrelated jitter: spreads callers that were throttled together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const nextWait = (last: number, random: () => number): number =>
  Math.min(LONGEST_WAIT, FIRST_WAIT + random() * Math.max(0, last * 3 - FIRST_WAIT))

/** Does a call again while its failure is transient and the limit allows. */
export async function retry<T>(call: () => Promise<T>, { pace, signal, limit, say, failed }: RetryOptions): Promise<T> {
  const begun = pace.now().getTime()
  const end = (failure: Failure) => begun + (typeof limit === 'number' ? limit : limit(failure))
  let wait = FIRST_WAIT
  for (;;) {
    try {
      return await call()
    } catch (thrown) {
      const failure = Failure.from(thrown)
      signal.throwIfAborted()
      wait = Math.max(
        nextWait(wait, () => pace.random()),
        failure.retryAfter,
      )
      if (!failure.transient || pace.now().getTime() + wait > end(failure)) throw failure
      failed?.(failure)
      say(`${failure.message}; trying again in ${spoken(wait)}`)
    }
    await pace.sleep(wait, signal)
  }
}

/** How a call ended, as a value, for callers that must look at the world before they decide what a failure means. */
export async function attempt<T>(call: () => Promise<T>): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  try {
    return { value: await call() }
  } catch (thrown) {
    return { failure: Failure.from(thrown) }
  }
}
