import type { Signature } from '../domain/signature.ts'
import { budget } from '../foundation/budget.ts'
import type { Clock, Logs } from '../ports/index.ts'
import { callsPerSecond } from './quota.ts'
import { Reader, type ReaderOptions } from './reader.ts'
import type { Scan } from './scan.ts'
import { Tally } from './tally.ts'

/** Between the end of one look and the begin of the next. */
const INTERVAL = 5000
/** Reading what is there may take this long beyond the window; what then is left is said to be truncated. */
const OVERTIME = 120_000
/** Looks that must have seen something fatal: the second completes the counts of the first. */
const FATAL_LOOKS = 2

/** How far the watch is, after each look. */
export interface Progress {
  readonly look: number
  readonly events: number
  readonly errors: number
  readonly fatal: boolean
  /** Milliseconds of the window that are left. */
  readonly left: number
}

export interface WatchOptions {
  readonly logs: Logs
  /** Whose quota counts. */
  readonly region: string
  readonly groups: readonly string[]
  /** Epoch milliseconds on AWS's clock: the first event of the deployment. */
  readonly since: number
  /** The latest time seen on AWS's clock, such as the end of the deployment; spares re-reading. */
  readonly awsNow?: number
  /** Milliseconds to watch from now on. */
  readonly for: number
  /** Events that hold one of these texts do not count. */
  readonly ignore: readonly string[]
  readonly signatures: readonly Signature[]
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Takes secrets out. What it gives is cut and kept, so it must come first. */
  readonly redact: (text: string) => string
  readonly say: (line: string) => void
  readonly onProgress: (progress: Progress) => void
}

/**
 * Watches log groups of one region until the window ends or something fatal was seen.
 *
 * The machine's clock and AWS's may differ by minutes, so our clock only measures how long something took. AWS's time is
 * taken as the latest one that AWS told before the watch, plus what has passed since: it can only be too early, so that
 * too much is read again, never too little. Reads are open at the end.
 */
export async function watchLogs(options: WatchOptions): Promise<Scan> {
  const { clock, signal, since, groups, onProgress } = options
  const start = clock.now().getTime()
  const end = start + options.for
  const awsNow = () => Math.max(since, options.awsNow ?? since) + clock.now().getTime() - start
  const tally = new Tally(options)
  let newest = since
  const calls = budget({ perSecond: callsPerSecond(options.region) }, clock)
  const seen: ReaderOptions['seen'] = (event) => {
    newest = Math.max(newest, event.at)
    tally.add(event)
  }
  const readers = [...new Set(groups)].map((name) => new Reader(name, { ...options, budget: calls, seen }))
  let look = 0
  for (let fatalLooks = 0, last = readers.length === 0; !last; ) {
    const began = clock.now().getTime()
    look++
    for (const reader of readers) await reader.look(awsNow(), end + OVERTIME)
    if (tally.fatal) fatalLooks++
    const now = clock.now().getTime()
    const left = Math.max(0, end - now)
    onProgress({ look, events: eventsOf(readers), errors: tally.errors, fatal: tally.fatal, left })
    last = began >= end || now > end + OVERTIME || fatalLooks >= FATAL_LOOKS
    if (!last && left > 0) await clock.sleep(Math.min(INTERVAL, left), signal)
  }
  tally.settle()
  const { incidents, ignored } = tally
  return { since, until: Math.max(awsNow(), newest), looks: look, groups: readers.map((r) => r.scan), incidents, ignored }
}

const eventsOf = (readers: readonly Reader[]): number => readers.reduce((sum, reader) => sum + reader.scan.events, 0)
