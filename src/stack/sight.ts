import type { Operation, StackEvent } from '../domain/stack.ts'
import { type PlacedEvent, rootCause } from './cause.ts'
import { type Stream, stream } from './events.ts'
import { endOf, settled } from './statuses.ts'

const STACK = 'AWS::CloudFormation::Stack'
const QUICK_LOOK_MS = 500
const LAST_LOOK_MS = 2000
const LONGEST_LOOK_MS = 5000
const LOOKS_PER_ELAPSED = 3

/** What is looked for. */
export interface Target {
  readonly token: string
  readonly kind: 'create' | 'update'
  /** Logical ids of the resources that the change set names. */
  readonly outstanding: Iterable<string>
  readonly lines: Readonly<Record<string, number>>
}

/** What was seen of the operation so far. */
export class Sight {
  readonly streams: Stream[]
  readonly #target: Target
  readonly #outstanding: Set<string>
  readonly #events: PlacedEvent[] = []
  #started: string | undefined
  #ended: string | undefined
  #rollingBack = false
  #settled = 0
  #state: Operation['state'] = 'running'
  status = 'not begun'

  constructor(target: Target, root: Stream) {
    this.#target = target
    this.#outstanding = new Set(target.outstanding)
    this.streams = [root]
  }

  /**
   * Whether the event is part of our operation. It begins with our token; CloudFormation lets no second one begin before it
   * has ended, so until then everything is ours, also what somebody else's cancel leads to.
   */
  take(event: StackEvent, from: Stream): boolean {
    const top = from === this.streams[0]
    // Nested stacks are read after the root, so what led to the end may come after it.
    if (this.#ended !== undefined && (top || event.at > this.#ended)) return false
    if (top && this.#started === undefined) {
      if (event.token !== this.#target.token) return false
      this.#started = event.at
    }
    this.#events.push({ event, path: from.path })
    if (event.physicalId === from.stackId && event.type === STACK) {
      if (top) this.#own(event)
    } else this.#resource(event, from, top)
    return true
  }

  get operation(): Operation {
    const cause = this.#state === 'succeeded' ? undefined : rootCause(this.#events, this.#target.lines)
    return {
      token: this.#target.token,
      kind: this.#target.kind,
      state: this.#state,
      status: this.status,
      events: this.#events.length,
      ...(this.#started ? { startedAt: this.#started } : {}),
      ...(this.#ended ? { endedAt: this.#ended } : {}),
      ...(cause ? { rootCause: cause } : {}),
    }
  }

  /** How long to wait before the next look, so long after the begin: the end comes soon once little is outstanding. */
  pause(elapsed: number): number {
    const { size } = this.#outstanding
    if (size === 0 && !this.#rollingBack) return QUICK_LOOK_MS
    const longest = size === 1 && this.#settled > 0 ? LAST_LOOK_MS : LONGEST_LOOK_MS
    return Math.min(longest, Math.max(QUICK_LOOK_MS, elapsed / LOOKS_PER_ELAPSED))
  }

  #own(event: StackEvent): void {
    this.status = event.status
    this.#rollingBack = event.status.includes('ROLLBACK')
    const end = endOf(event.status)
    if (!end) return
    this.#state = end
    this.#ended = event.at
  }

  #resource(event: StackEvent, from: Stream, top: boolean): void {
    if (top && settled(event.status) && this.#outstanding.delete(event.logicalId)) this.#settled += 1
    const nested = event.type === STACK && event.physicalId?.startsWith('arn:') ? event.physicalId : undefined
    // The first event of a nested stack comes twice, at first without its id.
    if (nested && !this.streams.some((s) => s.stackId === nested))
      this.streams.push(stream(nested, [...from.path, event.logicalId], this.#started))
  }
}
