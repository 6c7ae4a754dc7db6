/** What a process yields: milliseconds to let pass, or something to wait for. */
export type Step = number | Latch<unknown>

/** A story in simulated time, written from top to bottom. */
export type Process<T = void> = Generator<Step, T, void>

/** Something that becomes true once, with a value; processes can wait for it. */
export class Latch<T> {
  #value: { readonly value: T } | undefined
  #waiting: (() => void)[] = []

  get done(): boolean {
    return this.#value !== undefined
  }

  open(value: T): void {
    if (this.#value) return
    this.#value = { value }
    for (const resume of this.#waiting.splice(0)) resume()
  }

  whenOpen(resume: () => void): void {
    if (this.#value) resume()
    else this.#waiting.push(resume)
  }

  /** Waits inside a process. */
  *wait(): Process<T> {
    while (!this.#value) yield this
    return this.#value.value
  }
}

/** A process under way; stopping it lets nothing more of it happen. */
export interface Task<T> {
  readonly end: Latch<T>
  stop(): void
}

interface Appointment {
  readonly at: number
  readonly run: () => void
}

/**
 * Discrete events over a clock that belongs to somebody else: nothing happens by itself, `advance` catches up. Each step runs at the
 * very millisecond it was due, however late anybody looks, so what a client sees depends on the timeline alone.
 */
export class Simulation {
  #at: number
  #due: Appointment[] = []

  constructor(at: number) {
    this.#at = at
  }

  get at(): number {
    return this.#at
  }

  /** Lets everything happen that was due until then. */
  advance(to: number): void {
    for (let next = this.#due[0]; next && next.at <= to; next = this.#due[0]) {
      this.#due.shift()
      this.#at = Math.max(this.#at, next.at)
      next.run()
    }
    this.#at = Math.max(this.#at, to)
  }

  /** Starts a process; its first step runs now. */
  spawn<T>(process: Process<T>): Task<T> {
    const end = new Latch<T>()
    let stopped = false
    const resume = (): void => {
      if (stopped) return
      const step = process.next()
      if (step.done) end.open(step.value)
      else if (typeof step.value === 'number') this.#schedule(this.#at + step.value, resume)
      else step.value.whenOpen(resume)
    }
    resume()
    return {
      end,
      stop: () => {
        stopped = true
      },
    }
  }

  #schedule(at: number, run: () => void): void {
    let index = this.#due.length
    while (index > 0 && (this.#due[index - 1] as Appointment).at > at) index -= 1
    this.#due.splice(index, 0, { at, run })
  }
}
