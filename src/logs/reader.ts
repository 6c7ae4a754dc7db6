import type { LogEvent } from '../domain/signature.ts'
import type { Budget } from '../foundation/budget.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt, retry } from '../foundation/retry.ts'
import type { Clock, Logs } from '../ports/index.ts'
import type { LogPage } from '../ports/logs.ts'
import type { GroupScan } from './scan.ts'

/**
 * Events become visible late, in any order; AWS promises no limit. What is younger than this is read again at each look.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html filters on the event's own
 * time only, so there is no asking for what came in since.
 */
const OVERLAP = 90_000
/** Pages of one group in one look, each up to 1 MB or 10,000 events; the next look goes on behind them. */
const MOST_PAGES = 200
/** How long one read is tried again. */
const READ_LIMIT = 30_000
/** Far enough ahead that no clock matters: AWS takes no event from further than two hours in the future. */
const OPEN_END = 366 * 86_400_000

export interface ReaderOptions {
  readonly logs: Logs
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly budget: Budget
  readonly since: number
  /** Sees each event once. */
  readonly seen: (event: LogEvent) => void
  readonly say: (line: string) => void
}

/** Reads one log group again and again, and gives each event once. */
export class Reader {
  readonly #name: string
  readonly #options: ReaderOptions
  /** Ids of events that a later look can meet again, with their times. */
  readonly #known = new Map<string, number>()
  #from: number
  #next: string | undefined
  #events = 0
  #state: GroupScan['state'] = 'unread'
  #reason: string | undefined = 'The time of the scan was over before its turn came.'
  #truncated = false

  constructor(name: string, options: ReaderOptions) {
    this.#name = name
    this.#options = options
    this.#from = options.since
  }

  get scan(): GroupScan {
    const { state, reason } = { state: this.#state, reason: this.#reason }
    return { name: this.#name, events: this.#events, state, truncated: this.#truncated, ...(reason ? { reason } : {}) }
  }

  /** Reads to the end. `awsNow` is a time that AWS's clock has surely passed; no read begins after `deadline` (ours). */
  async look(awsNow: number, deadline: number): Promise<void> {
    if (this.#state === 'denied' || this.#state === 'unscannable') return
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      if (this.#options.clock.now().getTime() > deadline) break
      const page = await this.#page(deadline)
      if (page instanceof Failure) return this.#lost(page)
      if (page.state !== 'read') return this.#gone(page.state, page.state === 'unscannable' ? page.reason : undefined)
      this.#set('read')
      for (const event of page.events) this.#take(event)
      this.#next = page.next
      if (page.next === undefined) return this.#advance(awsNow)
    }
    this.#truncated = this.#state === 'read'
  }

  /** A read is tried again, and what it throws in the end is a value: a scan that cannot read must not break the run. */
  async #page(deadline: number): Promise<LogPage | Failure> {
    const { logs, clock, signal, budget, since, say } = this.#options
    const next = this.#next === undefined ? {} : { next: this.#next }
    const query = { group: this.#name, from: this.#from, to: since + OPEN_END, ...next }
    const once = async () => {
      await budget.take(signal)
      return logs.filter(query, signal)
    }
    const failed = ({ code }: Failure) => {
      if (code === 'AWS_THROTTLED') budget.halve()
    }
    const limit = Math.min(READ_LIMIT, Math.max(0, deadline - clock.now().getTime()))
    const read = await attempt(() => retry(once, { pace: clock, signal, limit, say, failed }))
    if ('value' in read) return read.value
    signal.throwIfAborted()
    return read.failure
  }

  #lost(failure: Failure): void {
    this.#gone(failure.code === 'ACCESS_DENIED' ? 'denied' : 'unread', failure.message)
  }

  #gone(state: GroupScan['state'], reason?: string): void {
    this.#set(state, reason)
    // The token may be what was wrong; what was read is known and not counted again.
    this.#next = undefined
  }

  #take(event: LogEvent): void {
    if (this.#known.has(event.id)) return
    this.#known.set(event.id, event.at)
    this.#events++
    this.#options.seen(event)
  }

  /** Everything up to now was read, so the next look begins a little before now. */
  #advance(awsNow: number): void {
    this.#truncated = false
    this.#from = Math.max(this.#from, awsNow - OVERLAP)
    for (const [id, at] of this.#known) if (at < this.#from) this.#known.delete(id)
  }

  #set(state: GroupScan['state'], reason?: string): void {
    this.#state = state
    this.#reason = reason
  }
}
