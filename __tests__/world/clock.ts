import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'

/** The time of a world: what the action and the servers around it share. */
export interface WorldClock {
  now(): Date
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own time. */
export const realClock: WorldClock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
}

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

interface Flight {
  readonly outer: Flight | undefined
  /** Calls in flight inside this one, and sleeps: while there are any, this one only waits for them. */
  waits: number
}

/**
 * How many turns of the event loop must pass without news before the world counts as idle. Between two calls a program may read a
 * small file or load a module that is already cached; both are over within a few turns.
 */
const IDLE_TURNS = 8

/** Time that moves only when nothing is running: then it jumps to the earliest sleeper. */
export class VirtualClock implements WorldClock {
  #now: number
  #held = 0
  #news = 0
  #watching = false
  readonly #sleepers: Sleeper[] = []
  readonly #flights = new Set<Flight>()
  readonly #within = new AsyncLocalStorage<Flight>()

  constructor(start: Date = new Date('2026-01-05T09:00:00Z')) {
    this.#now = start.getTime()
  }

  now(): Date {
    return new Date(this.#now)
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const flight = this.#within.getStore()
    if (flight !== undefined) flight.waits += 1
    try {
      await this.#until(this.#now + Math.max(0, ms), signal)
    } finally {
      if (flight !== undefined) flight.waits -= 1
    }
  }

  /** Counts work as running until it ends, but for the time that it sleeps on this clock; a whole program may be given. */
  busy<T>(work: Promise<T> | (() => Promise<T>)): Promise<T> {
    const flight = this.#takeOff()
    const running = typeof work === 'function' ? this.#within.run(flight, async () => work()) : work
    return running.finally(() => this.#land(flight))
  }

  /** The same ports, every call in flight counted as running, one level of nesting deep (`ports.http.request`). */
  track<T extends object>(ports: T, depth = 1): T {
    return new Proxy(ports, {
      get: (target, key) => this.#counted(target, Reflect.get(target, key), depth),
    })
  }

  /** A server says that it holds (+1), or no longer holds (-1), a request on purpose: such a request does not keep time from moving. */
  held(delta: 1 | -1): void {
    this.#held += delta
    this.#stir()
  }

  #counted(target: object, value: unknown, depth: number): unknown {
    if (value === this) return value
    if (typeof value === 'object' && value !== null && depth > 0) return this.track(value, depth - 1)
    if (typeof value !== 'function') return value
    return (...given: unknown[]): unknown => {
      const flight = this.#takeOff()
      try {
        const answer: unknown = this.#within.run(flight, () => value.apply(target, given))
        if (answer instanceof Promise) return answer.finally(() => this.#land(flight))
        this.#land(flight)
        return answer
      } catch (error) {
        this.#land(flight)
        throw error
      }
    }
  }

  #takeOff(): Flight {
    const outer = this.#within.getStore()
    const flight: Flight = { outer, waits: 0 }
    if (outer !== undefined) outer.waits += 1
    this.#flights.add(flight)
    return flight
  }

  #land(flight: Flight): void {
    if (flight.outer !== undefined) flight.outer.waits -= 1
    this.#flights.delete(flight)
    this.#stir()
  }

  #until(due: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1)
        reject(signal?.reason)
        this.#stir()
      }
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      const sleeper: Sleeper = { due, wake }
      const later = this.#sleepers.findIndex((other) => other.due > due)
      this.#sleepers.splice(later === -1 ? this.#sleepers.length : later, 0, sleeper)
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#stir()
    })
  }

  #idle(): boolean {
    const running = [...this.#flights].filter((flight) => flight.waits === 0).length
    return running - this.#held <= 0
  }

  #stir(): void {
    this.#news += 1
    if (this.#watching || this.#sleepers.length === 0) return
    this.#watching = true
    this.#watch(this.#news, IDLE_TURNS)
  }

  #watch(news: number, turns: number): void {
    setImmediate(() => {
      if (this.#sleepers.length === 0 || !this.#idle()) {
        this.#watching = false
        return
      }
      if (news !== this.#news) return this.#watch(this.#news, IDLE_TURNS)
      if (turns > 1) return this.#watch(news, turns - 1)
      this.#advance()
      this.#watch(this.#news, IDLE_TURNS)
    })
  }

  #advance(): void {
    const next = this.#sleepers.shift()
    if (next === undefined) return
    this.#now = Math.max(this.#now, next.due)
    this.#news += 1
    next.wake()
  }
}
