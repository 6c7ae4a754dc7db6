import type { Operation } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { askToCancel } from './cancel.ts'
import type { Core } from './core.ts'

/** How long the way back of an update may take that was cancelled for its time limit. */
export const WAY_BACK_LIMIT_MS = 30 * 60_000
const CANCEL_LIMIT_MS = 90_000

/** What is done with an operation that takes longer than it may. */
interface Bounded {
  readonly stack: string
  readonly token: string
  readonly kind: 'create' | 'update'
  /** Milliseconds. */
  readonly limit: number
  readonly onLimit: 'leave' | 'cancel'
}

/**
 * The time that an operation may take. Where it is to be cancelled, it is looked at once more before that, and there is some time
 * for the way back. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html
 */
export class TimeLimit {
  readonly #core: Core
  readonly #target: Bounded
  #end: number
  #over = false
  #asked = false

  constructor(core: Core, target: Bounded, start: number) {
    this.#core = core
    this.#target = target
    this.#end = start + target.limit
  }

  /** Milliseconds. */
  left(): number {
    return this.#end - this.#core.clock.now().getTime()
  }

  /** Whether there is time for a way back behind the limit; once, and only where the operation under way is known to be ours. */
  extended({ startedAt }: Operation): boolean {
    const { kind, onLimit } = this.#target
    if (this.#over || onLimit !== 'cancel' || kind !== 'update' || startedAt === undefined) return false
    this.#over = true
    this.#end = this.#core.clock.now().getTime() + WAY_BACK_LIMIT_MS
    return true
  }

  /** Cancels the update, once its time is over. One that is cleaning up or on its way back by itself is only followed. */
  async enforce({ status }: Operation): Promise<void> {
    if (!this.#over || this.#asked || status !== 'UPDATE_IN_PROGRESS') return
    const { stack, token, limit } = this.#target
    this.#asked = true
    this.#core.say(`${stack}: the update is still going on after ${spoken(limit)}; cancelling it`)
    const failure = await askToCancel(this.#core, stack, token, CANCEL_LIMIT_MS)
    this.#core.signal.throwIfAborted()
    // Refused in any other state it has gone on meanwhile, which its events will tell.
    if (!failure || failure.code === 'AWS_REFUSED') return
    throw new Failure(
      `Stack ${stack}: the update is still going on after ${spoken(limit)} and could not be cancelled: ${failure.message}`,
      { code: 'TIME_LIMIT', cause: failure },
    )
  }

  /** The operation as it ended, and whether it was cancelled for its time. */
  told(operation: Operation): Operation {
    return this.#asked && operation.state === 'failed' ? { ...operation, overdue: true } : operation
  }
}
