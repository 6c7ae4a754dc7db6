import type { MachineClock } from './job.ts'

/** How long a cancelled job may still take. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation */
const FORCED_AFTER_MS = 5 * 60_000

/** A process that runs. */
interface Running {
  /** Whether its step's condition also holds now that the job is cancelled. */
  readonly stays: () => boolean
  readonly interrupt: () => void
}

/** What befalls a job from outside. */
export class Ends {
  cancelled = false
  /** Nothing of the job runs any more. */
  over: 'lost' | 'forced' | undefined
  readonly #death = Promise.withResolvers<void>()
  readonly #settled = new AbortController()
  readonly #clock: MachineClock
  #running: Running | undefined

  constructor(clock: MachineClock) {
    this.#clock = clock
  }

  /** Settles when everything is to be killed. */
  get death(): Promise<void> {
    return this.#death.promise
  }

  cancel(): void {
    if (this.cancelled || this.over !== undefined) return
    this.cancelled = true
    this.#interrupt()
    this.#clock.sleep(FORCED_AFTER_MS, this.#settled.signal).then(
      () => this.die('forced'),
      () => undefined,
    )
  }

  die(how: 'lost' | 'forced'): void {
    this.over ??= how
    this.#death.resolve()
  }

  /** Runs something that a cancel may have to interrupt. */
  async during<T>(running: Running, work: () => Promise<T>): Promise<T> {
    this.#running = running
    if (this.cancelled) this.#interrupt()
    try {
      return await work()
    } finally {
      this.#running = undefined
    }
  }

  /** The job has ended. */
  settle(): void {
    this.#settled.abort()
  }

  #interrupt(): void {
    if (this.#running?.stays() === false) this.#running.interrupt()
  }
}
