import type { Clock } from '../ports/index.ts'

/** A supervisor that did not end its tool by then is ended itself, and the tool's group with it. It takes four seconds. */
const LOST_MS = 8000

/** The processes of one run of a tool. */
export interface Pids {
  readonly supervisor: number
  readonly tool?: number
}

/** Ends a running tool when its time is over or the run is cancelled. */
export class Reins {
  timedOut = false
  readonly #clock: Clock
  readonly #done = new AbortController()
  #pids: Pids | undefined
  #pulled = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Now there is something to end. */
  hold(pids: Pids): void {
    this.#pids = pids
    if (this.#pulled) this.#end()
  }

  limit(ms: number, signal: AbortSignal): void {
    signal.addEventListener('abort', () => this.#pull(), { signal: this.#done.signal })
    this.#after(ms, () => {
      this.timedOut = true
      this.#pull()
    })
  }

  every(ms: number, act: () => void): void {
    this.#after(ms, () => {
      act()
      this.every(ms, act)
    })
  }

  /** Nothing is to be ended any more. */
  drop(): void {
    this.#done.abort()
  }

  /** Ends all at once, where the supervisor does not, or is lost. */
  kill(): void {
    if (this.#pids?.tool !== undefined) send(-this.#pids.tool, 'SIGKILL')
    if (this.#pids) send(this.#pids.supervisor, 'SIGKILL')
  }

  #pull(): void {
    if (this.#pulled) return
    this.#pulled = true
    this.#end()
    this.#after(LOST_MS, () => this.kill())
  }

  #end(): void {
    if (this.#pids) send(this.#pids.supervisor, 'SIGTERM')
  }

  #after(ms: number, act: () => void): void {
    this.#clock.sleep(ms, this.#done.signal).then(act, () => undefined)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended.
  }
}
