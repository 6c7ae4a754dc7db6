import type { Pace } from './retry.ts'

const LOWEST_RATE = 0.25
/** Of the full rate, won back each second after a throttle. */
const REGAINED = 0.01

/** The calls that everything in a run that uses one account, region and API may make together. */
export interface Budget {
  /** Waits for a turn. */
  take(signal: AbortSignal): Promise<void>
  /** A throttle was answered: half as fast from now on, regained slowly. */
  halve(): void
}

/** A full bucket of `full` calls a second: a second's worth may go at once, after that each waits for its token. */
export function budget(full: number, clock: Pick<Pace, 'now' | 'sleep'>): Budget {
  let rate = full
  let tokens = full
  let filled = clock.now().getTime()
  const fill = () => {
    const now = clock.now().getTime()
    const seconds = Math.max(0, now - filled) / 1000
    rate = Math.min(full, rate + seconds * full * REGAINED)
    tokens = Math.min(rate, tokens + seconds * rate)
    filled = now
  }
  return {
    async take(signal) {
      fill()
      tokens -= 1
      if (tokens < 0) await clock.sleep(Math.ceil((-tokens / rate) * 1000), signal)
    },
    halve() {
      fill()
      rate = Math.max(LOWEST_RATE, rate / 2)
      tokens = Math.min(tokens, 0)
    },
  }
}
