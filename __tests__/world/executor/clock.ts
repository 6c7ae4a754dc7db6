import { setTimeout as wait } from 'node:timers/promises'
import type { MachineClock } from './job.ts'

/** Real milliseconds, finer than `Date` counts them; the same in every process. */
export const realMs = (): number => performance.timeOrigin + performance.now()

/** Beyond it a timer of Node fires at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER = 2 ** 31 - 1

/** Time that runs at a multiple of real time, and that can be moved on: what servers, jobs and their processes share. */
export class FastClock implements MachineClock {
  readonly speed: number
  #world: number
  readonly #real = realMs()
  #moved = Promise.withResolvers<void>()

  constructor(speed = 1, start: Date = new Date('2026-01-05T09:00:00Z')) {
    this.speed = speed
    this.#world = start.getTime()
  }

  now(): Date {
    return new Date(this.#ms())
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const due = this.#ms() + Math.max(0, ms)
    while (this.#ms() < due) await this.#untilMoved((due - this.#ms()) / this.speed, signal)
    signal?.throwIfAborted()
  }

  /** Lets time pass at once. Processes that run do not notice, so it is for the time between jobs. */
  advance(ms: number): void {
    this.#world += ms
    this.#moved.resolve()
    this.#moved = Promise.withResolvers<void>()
  }

  async #untilMoved(ms: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const over = new AbortController()
    const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
    try {
      await Promise.race([wait(Math.min(Math.ceil(ms), LONGEST_TIMER), undefined, { signal: stop }), this.#moved.promise])
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      over.abort()
    }
  }

  #ms(): number {
    return this.#world + (realMs() - this.#real) * this.speed
  }
}

const PRELOAD = new URL('./preload.js', import.meta.url).href

/** The environment in which Node lives in the time of a clock, as of now. */
export function timeOf(clock: MachineClock, options = ''): Readonly<Record<string, string>> {
  const WORLD_CLOCK = [clock.now().getTime(), realMs(), clock.speed].join(',')
  return { WORLD_CLOCK, NODE_OPTIONS: `${options} --import ${PRELOAD}`.trim() }
}
