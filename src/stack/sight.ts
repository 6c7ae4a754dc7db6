import type { Operation, StackEvent } from '../domain/stack.ts'
import { type PlacedEvent, rootCause } from './cause.ts'
import { type Stream, stream } from './events.ts'
import { endOf, settled } from './statuses.ts'

const STACK = 'AWS::CloudFormation::Stack'
// What is known of the end decides how soon to look: measured against updates of 0.5 to 60 s, these cost the fewest calls for
// an end that is seen within a second or two.
const END = { least: 500, most: 2000 }
const WAY = { least: 300, most: 5000 }
const BACK = { least: 750, most: 5000 }
const ALL_BEGUN_MS = 1500
/** A wait is this part of what has passed: since the begin, or since the last event. */
const OF_ELAPSED = 0.8
const OF_QUIET = 0.5

/** What was to be done is done. A nested stack cleans up only when the one above it does. */
const cleans = (status: string): boolean => status.endsWith('_CLEANUP_IN_PROGRESS')

const within = ({ least, most }: typeof END, ms: number): number => Math.min(most, Math.max(least, ms))

/** What is looked for. */
export interface Target {
  readonly token: string
  readonly kind: 'create' | 'update'
  /** Logical ids of the resources that the change set names. */
  readonly outstanding: Iterable<string>
  /** Where a resource stands in the template, from 1. */
  line(logicalId: string): number | undefined
}

/** What was seen of the operation so far. */
export class Sight {
  readonly streams: Stream[]
  readonly #target: Target
  readonly #outstanding: Set<string>
  /** Planned, and not begun as far as is known. */
  readonly #waiting: Set<string>
  /** When a nested stack was done, by its id, as long as nothing began on it again. */
  readonly #ended = new Map<string, string>()
  readonly #events: PlacedEvent[] = []
  #started: string | undefined
  #endedAt: string | undefined
  #rollingBack = false
  #statusAt = ''
  #state: Operation['state'] = 'running'
  status = 'not begun'

  constructor(target: Target, root: Stream) {
    this.#target = target
    this.#outstanding = new Set(target.outstanding)
    this.#waiting = new Set(this.#outstanding)
    this.streams = [root]
  }

  /**
   * Whether the event is part of our operation. It begins with our token; CloudFormation lets no second one begin before it
   * has ended, so until then everything is ours, also what somebody else's cancel leads to. Events may come in any order.
   */
  take(event: StackEvent, from: Stream): boolean {
    const top = from === this.streams[0]
    // What led to the end may come after it: nested stacks are read after the root, and some of it may have happened at once.
    if (this.#endedAt !== undefined && event.at > this.#endedAt) return false
    if (top && !this.#ours(event)) return false
    this.#events.push({ event, path: from.path })
    if (event.physicalId === from.stackId && event.type === STACK) {
      if (top) this.#own(event)
      else if (settled(event.status) || cleans(event.status)) this.#ended.set(from.stackId, event.at)
    } else this.#resource(event, from, top)
    return true
  }

  get operation(): Operation {
    const cause = this.#state === 'succeeded' ? undefined : rootCause(this.#events, this.#target.line)
    return {
      token: this.#target.token,
      kind: this.#target.kind,
      state: this.#state,
      status: this.status,
      events: this.#events.length,
      ...(this.#started ? { startedAt: this.#started } : {}),
      ...(this.#endedAt ? { endedAt: this.#endedAt } : {}),
      ...(cause ? { rootCause: cause } : {}),
    }
  }

  /** Whether there is something to read: a nested stack that ended has nothing more, until the cause of a failure is looked for. */
  reads({ stackId }: Stream): boolean {
    return this.#state === 'failed' || !this.#ended.has(stackId)
  }

  /** How long to wait before the next look, so long after the begin and after the last event: the end comes soon once little is left. */
  pause(elapsed: number, quiet: number): number {
    if (this.#rollingBack) return within(BACK, quiet * OF_QUIET)
    if (this.#outstanding.size === 0) return within(END, quiet * OF_QUIET)
    return Math.min(within(WAY, elapsed * OF_ELAPSED), this.#waiting.size > 0 ? WAY.most : ALL_BEGUN_MS)
  }

  #ours({ token, at }: StackEvent): boolean {
    const named = token === this.#target.token
    if (named && (this.#started === undefined || at < this.#started)) this.#started = at
    return this.#started !== undefined && (named || at >= this.#started)
  }

  #own(event: StackEvent): void {
    // One that comes late tells of what is over.
    if (this.#endedAt !== undefined || event.at < this.#statusAt) return
    this.#statusAt = event.at
    this.status = event.status
    this.#rollingBack = /^(UPDATE_)?ROLLBACK_IN|^DELETE/.test(event.status)
    if (cleans(event.status)) {
      this.#outstanding.clear()
      this.#ended.clear()
    }
    const end = endOf(event.status)
    if (!end) return
    this.#state = end
    this.#endedAt = event.at
  }

  #resource(event: StackEvent, from: Stream, top: boolean): void {
    if (top) this.#waiting.delete(event.logicalId)
    if (top && settled(event.status)) this.#outstanding.delete(event.logicalId)
    const nested = event.type === STACK && event.physicalId?.startsWith('arn:') ? event.physicalId : undefined
    if (nested && !settled(event.status) && event.at > (this.#ended.get(nested) ?? '')) this.#ended.delete(nested)
    // The first event of a nested stack comes twice, at first without its id.
    if (nested && !this.streams.some((s) => s.stackId === nested))
      this.streams.push(stream(nested, [...from.path, event.logicalId], this.#started))
  }
}
