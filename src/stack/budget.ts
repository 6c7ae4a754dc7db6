import type { Clock } from '../ports/index.ts'

// CloudFormation publishes no rate. Five reads a second are what users report to be safe (aws/aws-sam-cli#2671).
const FULL_RATE = 5
const LOWEST_RATE = 0.25
const REGAINED_PER_SECOND = 0.05

/** The reads that one account and region may take, shared by all stacks of a run: halved on each throttle, regained slowly. */
export interface Budget {
  /** Waits for a turn. */
  take(signal: AbortSignal): Promise<void>
  halve(): void
}

/** A full budget. */
export function budget(clock: Clock): Budget {
  let rate = FULL_RATE
  let rated = clock.now().getTime()
  let free = rated - 1000
  const regain = (now: number) => {
    rate = Math.min(FULL_RATE, rate + (REGAINED_PER_SECOND * (now - rated)) / 1000)
    rated = now
  }
  return {
    async take(signal) {
      const now = clock.now().getTime()
      regain(now)
      // A second's worth may go at once; after that each call waits for its place.
      const turn = Math.max(free, now - 1000) + 1000 / rate
      free = turn
      if (turn > now) await clock.sleep(turn - now, signal)
    },
    halve() {
      regain(clock.now().getTime())
      rate = Math.max(LOWEST_RATE, rate / 2)
    },
  }
}
