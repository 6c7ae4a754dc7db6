import type { WorldClock } from '../../clock.ts'

/** A clock that stands still until a test moves it. */
export class TestClock implements WorldClock {
  #now: number
  #sleepers: { readonly until: number; readonly wake: () => void }[] = []

  constructor(start = Date.parse('2026-11-02T09:00:00Z')) {
    this.#now = start
  }

  now(): Date {
    return new Date(this.#now)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ until: this.#now + ms, wake: resolve })
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  }

  advance(ms: number): void {
    this.#now += ms
    for (const { until, wake } of this.#sleepers) if (until <= this.#now) wake()
  }
}
