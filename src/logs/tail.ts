import type { LogEvent } from '../domain/signature.ts'
import { clean, short } from '../foundation/markdown.ts'
import { attempt, retry } from '../foundation/retry.ts'
import type { Clock, Logs } from '../ports/index.ts'
import type { LogQuery } from '../ports/logs.ts'
import { EVIDENCE_LENGTH } from './evidence.ts'

/** Lines that a tail shows at most. */
export const TAIL_LINES = 20
/** Events that are kept while the end is looked for; one may hold several lines, or none that is shown. */
const EVENTS_KEPT = 60
/** A megabyte in one event is looked at no further than here. */
const LOOKED_AT = 20_000
/** How long one read is tried again. */
const READ_LIMIT = 10_000
// Room for the word on what was left out.
const KEPT = EVIDENCE_LENGTH - 40

/** The last lines of a log group in a span of time, and why they are none, or not the last ones. */
export interface Tail {
  readonly lines: readonly string[]
  readonly why?: string
}

export interface TailOptions {
  readonly logs: Logs
  readonly clock: Clock
  /** Bounds the whole of it. */
  readonly signal: AbortSignal
  readonly query: Omit<LogQuery, 'next'>
  readonly redact: (text: string) => string
  readonly say: (line: string) => void
}

/** Reads the last lines. CloudWatch Logs gives the oldest events first, so the end is known when there is no next page. */
export async function tailOf({ logs, clock, signal, query, redact, say }: TailOptions): Promise<Tail> {
  let kept: readonly LogEvent[] = []
  let next: string | undefined
  do {
    const from = next === undefined ? {} : { next }
    const read = await attempt(() =>
      retry(() => logs.filter({ ...query, ...from }, signal), {
        ...{ pace: clock, signal, limit: READ_LIMIT, say },
      }),
    )
    const stopped = (why: string): Tail => ({ lines: shown(kept, redact), why })
    if ('failure' in read) return stopped(signal.aborted ? 'it could not be read to its end in time' : read.failure.message)
    if (read.value.state === 'absent') return stopped('there is no such log group or stream')
    if (read.value.state === 'unscannable') return stopped(read.value.reason)
    kept = [...kept, ...read.value.events].sort((a, b) => a.at - b.at).slice(-EVENTS_KEPT)
    next = read.value.next
  } while (next !== undefined)
  const lines = shown(kept, redact)
  return lines.length > 0 ? { lines } : { lines, why: 'it has no line of that time' }
}

/** Secrets go while the events are whole and together, since half a secret is not recognised any more. */
const shown = (events: readonly LogEvent[], redact: (text: string) => string): readonly string[] =>
  clean(redact(events.map(({ message }) => bounded(message)).join('\n')))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-TAIL_LINES)
    .map((line) => short(line, KEPT))

/** The begin of a long message; a line that is cut in two is left out where others stand before it. */
function bounded(message: string): string {
  if (message.length <= LOOKED_AT) return message
  const begin = message.slice(0, LOOKED_AT)
  const end = begin.lastIndexOf('\n')
  return end > 0 ? begin.slice(0, end) : begin
}
