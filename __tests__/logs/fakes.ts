import type { LogEvent } from '../../src/domain/signature.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { type WatchOptions, watchLogs } from '../../src/logs/index.ts'
import type { Clock } from '../../src/ports/index.ts'
import type { LogPage, LogQuery, Logs } from '../../src/ports/logs.ts'
import { signatures } from '../../src/signatures/index.ts'

/** AWS's clock is an hour ahead of the machine's: whoever compares the two fails. */
export const SKEW = 3_600_000
export const SINCE = Date.parse('2026-11-02T08:00:00Z')

/** A clock that moves only when somebody waits. */
export class FakeClock implements Clock {
  time = SINCE - SKEW
  waits: number[] = []
  now = () => new Date(this.time)
  random = () => 0.5
  deadline = () => new AbortController().signal
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.waits.push(ms)
    this.time += ms
  }
}

interface Stored extends LogEvent {
  /** AWS time from which on it can be read. */
  readonly visible: number
}

type Fault = (query: LogQuery, call: number) => Failure | LogPage | undefined

/** CloudWatch Logs of one region in memory: events become visible with time, pages have tokens, faults are injected. */
export class FakeLogs implements Logs {
  readonly calls: { readonly query: LogQuery; readonly at: number }[] = []
  pageSize = 10_000
  /** Empty pages with a token before each page with events. */
  emptyPages = 0
  fault: Fault = () => undefined
  readonly #groups = new Map<string, { readonly from: number; readonly events: Stored[] }>()
  readonly #clock: FakeClock
  #ids = 0

  constructor(clock: FakeClock) {
    this.#clock = clock
  }

  /** A group that exists from some milliseconds after the begin on. */
  group(name: string, after = 0): this {
    this.#groups.set(name, { from: SINCE + after, events: [] })
    return this
  }

  /** An event some milliseconds after the begin, readable `late` milliseconds after that. */
  put(group: string, after: number, message: string, { late = 0, stream = 's' } = {}): this {
    if (!this.#groups.has(group)) this.group(group)
    const at = SINCE + after
    this.#groups.get(group)?.events.push({ id: `${++this.#ids}`, group, stream, at, message, visible: at + late })
    return this
  }

  async filter(query: LogQuery, signal: AbortSignal): Promise<LogPage> {
    signal.throwIfAborted()
    this.calls.push({ query, at: this.#clock.time })
    const fault = this.fault(query, this.calls.length)
    if (fault instanceof Failure) throw fault
    if (fault) return fault
    const now = this.#clock.time + SKEW
    const group = this.#groups.get(query.group)
    if (!group || group.from > now) return { state: 'absent' }
    const found = group.events
      .filter((event) => event.visible <= now && event.at >= query.from && event.at <= query.to)
      .sort((a, b) => a.at - b.at)
    return this.#page(found, query.next)
  }

  #page(found: readonly Stored[], next = '0/0'): LogPage {
    const [start = 0, empty = 0] = next.split('/').map(Number)
    if (empty < this.emptyPages) return { state: 'read', events: [], next: `${start}/${empty + 1}` }
    const end = start + this.pageSize
    return { state: 'read', events: found.slice(start, end), ...(end < found.length ? { next: `${end}/0` } : {}) }
  }
}

/** A watch of one minute over a fake, with everything that a test does not care about. */
export function scene() {
  const clock = new FakeClock()
  const logs = new FakeLogs(clock)
  const watch = (changes: Partial<WatchOptions> = {}) =>
    watchLogs({
      logs,
      clock,
      signatures,
      region: 'eu-central-1',
      groups: ['g'],
      since: SINCE,
      for: 60_000,
      ignore: [],
      signal: new AbortController().signal,
      redact: (text) => text,
      say: () => {},
      onProgress: () => {},
      ...changes,
    })
  return { clock, logs, watch }
}

export const throttled = () => new Failure('logs:FilterLogEvents: Rate exceeded', { code: 'AWS_THROTTLED' })
