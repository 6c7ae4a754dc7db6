import { setTimeout as wait } from 'node:timers/promises'

/** The time of a world: every server of a test reads the same one. */
export interface WorldClock {
  now(): Date
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own time, for use by hand. */
export const realClock: WorldClock = {
  now: () => new Date(),
  sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
}
