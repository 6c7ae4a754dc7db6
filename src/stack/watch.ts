import type { Operation, StackEvent } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { type PlacedEvent, rootCause } from './cause.ts'
import { type Core, patiently } from './core.ts'
import { fresh, type Stream, stream } from './events.ts'
import { endOf, settled } from './statuses.ts'

const STACK = 'AWS::CloudFormation::Stack'
// The end comes soon once nothing is outstanding, so the last looks are quick and the ones before are few.
const QUICK_LOOK_MS = 500
const LONGEST_LOOK_MS = 5000
const LOOKS_PER_ELAPSED = 8

/** Which operation is watched, and what is known beforehand. */
export interface Watched {
  readonly stack: string
  readonly stackId: string
  readonly token: string
  readonly kind: 'create' | 'update'
  /** Logical ids of the resources that the change set names. */
  readonly outstanding: Iterable<string>
  readonly lines: Readonly<Record<string, number>>
  /** Milliseconds. */
  readonly limit: number
  /** Told once, when the first event of the operation is seen. */
  begun(operation: Operation): Promise<void>
}

/** Follows our own operation to its end. Only the stack's own event can say that it ended; the clock here never can. */
export async function watch(core: Core, target: Watched, root: Stream): Promise<Operation> {
  const start = core.clock.now().getTime()
  const sight = new Sight(target, root)
  for (;;) {
    const left = start + target.limit - core.clock.now().getTime()
    if (left <= 0) {
      throw new Failure(
        `Stack ${target.stack}: the ${target.kind} is still going on after ${spoken(target.limit)} (${sight.status}).`,
        { code: 'TIME_LIMIT' },
      )
    }
    const known = sight.operation.startedAt !== undefined
    for (const one of sight.streams) {
      for (const event of await fresh(core, one, left)) if (sight.take(event, one)) core.say(line(event, one))
    }
    if (!known && sight.operation.startedAt !== undefined) await target.begun(sight.operation)
    if (sight.operation.state !== 'running') return sight.operation
    await core.clock.sleep(Math.min(left, sight.pause(core.clock.now().getTime() - start)), core.signal)
  }
}

/** What was seen of the operation so far. */
class Sight {
  readonly streams: Stream[]
  readonly #target: Watched
  readonly #outstanding: Set<string>
  readonly #events: PlacedEvent[] = []
  #started: string | undefined
  #ended: string | undefined
  #rollingBack = false
  #state: Operation['state'] = 'running'
  status = 'not begun'

  constructor(target: Watched, root: Stream) {
    this.#target = target
    this.#outstanding = new Set(target.outstanding)
    this.streams = [root]
  }

  /**
   * Whether the event is part of our operation. It begins with our token; CloudFormation lets no second one begin before it
   * has ended, so until then everything is ours, also what somebody else's cancel leads to.
   */
  take(event: StackEvent, from: Stream): boolean {
    if (this.#state !== 'running') return false
    const top = from === this.streams[0]
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

  pause(elapsed: number): number {
    if (this.#outstanding.size === 0 && !this.#rollingBack) return QUICK_LOOK_MS
    return Math.min(LONGEST_LOOK_MS, Math.max(QUICK_LOOK_MS, elapsed / LOOKS_PER_ELAPSED))
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
    if (top && settled(event.status)) this.#outstanding.delete(event.logicalId)
    const nested = event.type === STACK && event.physicalId?.startsWith('arn:') ? event.physicalId : undefined
    // The first event of a nested stack comes twice, at first without its id.
    if (nested && !this.streams.some((s) => s.stackId === nested))
      this.streams.push(stream(nested, [...from.path, event.logicalId], event.at))
  }
}

const line = (event: StackEvent, from: Stream): string =>
  [event.at.slice(11, 19), from.path.join('/'), event.status, event.logicalId, event.type, event.reason]
    .filter(Boolean)
    .join('  ')

/** Reads the stack until it shows what its own event said, since descriptions can lag behind. */
export async function confirmed(core: Core, stackId: string, status: string, limit: number) {
  const end = core.clock.now().getTime() + limit
  for (;;) {
    const found = await patiently(core, limit, () => core.cloudformation.describe(stackId, core.signal))
    if (found?.status === status || core.clock.now().getTime() >= end) return found
    core.say(`${found?.name ?? stackId}: described as ${found?.status ?? 'absent'} after its ${status} event; looking again`)
    await core.clock.sleep(QUICK_LOOK_MS * 2, core.signal)
  }
}
