import type { Pace } from './retry.ts'

const LOWEST_RATE = 0.25
/** Of the full rate, won back each second after a throttle. */
const REGAINED = 0.01
/** Of the rate, for looking again and again. The rest gathers, and is there when many come to an end at once. */
const LOOKING = 0.8

/** The calls that everything in a run that uses one account, region and API may make together. */
export interface Budget {
  /** Waits for a turn among the calls of this kind. */
  take(signal: AbortSignal, kind?: string): Promise<void>
  /** A throttle was answered: all kinds half as fast from now on, regained slowly. */
  halve(): void
  /** Does work that looks again and again; all such work at one time shares the budget. */
  sharing<T>(work: () => Promise<T>): Promise<T>
  /**
   * Milliseconds from one look to the next with which all that share the budget keep within it. Nothing for as few as can look once a
   * second.
   */
  spacing(): number
}

/** What a budget allows of each kind of call while nothing is throttled. */
export interface Allowance {
  readonly perSecond: number
  /** Calls that may go at once after a quiet time; a second's worth where it is not said. */
  readonly burst?: number
}

/** A full bucket for each kind: a burst may go at once, after that each call waits for its token. */
export function budget({ perSecond: full, burst = full }: Allowance, clock: Pick<Pace, 'now' | 'sleep'>): Budget {
  const buckets = new Map<string, number>()
  let rate = full
  let filled = clock.now().getTime()
  let sharers = 0
  const most = () => (burst * rate) / full
  const fill = () => {
    const now = clock.now().getTime()
    const seconds = Math.max(0, now - filled) / 1000
    rate = Math.min(full, rate + seconds * full * REGAINED)
    for (const [kind, tokens] of buckets) buckets.set(kind, Math.min(most(), tokens + seconds * rate))
    filled = now
  }
  return {
    async take(signal, kind = '') {
      fill()
      const tokens = (buckets.get(kind) ?? most()) - 1
      buckets.set(kind, tokens)
      if (tokens < 0) await clock.sleep(Math.ceil((-tokens / rate) * 1000), signal)
    },
    halve() {
      fill()
      rate = Math.max(LOWEST_RATE, rate / 2)
      for (const [kind, tokens] of buckets) buckets.set(kind, Math.min(tokens, 0))
    },
    async sharing(work) {
      sharers += 1
      try {
        return await work()
      } finally {
        sharers -= 1
      }
    },
    spacing() {
      fill()
      return sharers > rate ? (sharers / (rate * LOOKING)) * 1000 : 0
    },
  }
}
