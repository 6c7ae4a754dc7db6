import type { Operation, StackEvent } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { Core } from './core.ts'
import { fresh, type Stream } from './events.ts'
import { Progress } from './progress.ts'
import { Sight, type Target } from './sight.ts'
import { TimeLimit } from './time-limit.ts'

// The first event follows the request within seconds. One that has not come after this never will: the request was lost.
const BEGIN_LIMIT_MS = 5 * 60_000
/** A small update is over in less than a second: looking once more costs less than coming late to that. */
const FIRST_LOOK_MS = 20

/** Which operation is watched, and what is known beforehand. */
export interface Watched extends Target {
  readonly stack: string
  /** Milliseconds. */
  readonly limit: number
  /** What becomes of an update that takes longer. A creation always goes on. */
  readonly onLimit: 'leave' | 'cancel'
  /** It was under way before this process came. One that was asked for just now has nothing to show yet. */
  readonly joined: boolean
  /** Told once, when the first event of the operation is seen. */
  begun(operation: Operation): Promise<void>
}

/** Follows our own operation to its end. Only the stack's own event can say that it ended; the clock here never can. */
export const watch = (core: Core, target: Watched, root: Stream): Promise<Operation> =>
  core.budget.sharing(() => followed(core, target, root))

async function followed(core: Core, target: Watched, root: Stream): Promise<Operation> {
  const start = core.clock.now().getTime()
  const time = new TimeLimit(core, target, start)
  const sight = new Sight(target, root)
  const progress = new Progress(target.stack, target.outstanding, start)
  const pause = (wait: number): Promise<void> =>
    core.clock.sleep(Math.max(0, Math.min(time.left(), Math.max(wait, core.budget.spacing()))), core.signal)
  if (!target.joined) await pause(FIRST_LOOK_MS)
  for (;;) {
    const known = sight.operation.startedAt !== undefined
    if (time.left() <= 0 && !time.extended(sight.operation)) throw over(target, sight)
    const read = await attempt(() => look(core, sight, progress, time.left()))
    core.signal.throwIfAborted()
    if ('failure' in read) {
      // Reads are tried again until the limit, so what ends them is the limit.
      if (!read.failure.transient) throw read.failure
      if (!time.extended(sight.operation)) throw over(target, sight, read.failure)
      continue
    }
    if (!known && sight.operation.startedAt !== undefined) await target.begun(sight.operation)
    if (sight.operation.state !== 'running') return time.told(sight.operation)
    await time.enforce(sight.operation)
    const now = core.clock.now().getTime()
    const elapsed = now - start
    const said = progress.line(now)
    if (said) core.say(said)
    if (sight.operation.startedAt === undefined && elapsed > BEGIN_LIMIT_MS) throw lost(target)
    await pause(sight.pause(elapsed, now - progress.newsAt))
  }
}

/** Reads what is new on every stack of the operation; nested ones are found on the way. */
async function look(core: Core, sight: Sight, progress: Progress, limit: number): Promise<void> {
  for (const one of sight.streams) {
    if (!sight.reads(one)) continue
    for (const event of await fresh(core, one, limit)) {
      if (!sight.take(event, one)) continue
      progress.note(event, one, core.clock.now().getTime())
      core.say(line(event, one))
    }
  }
}

const over = ({ stack, kind, limit }: Watched, { status }: Sight, cause?: Failure): Failure =>
  new Failure(
    `Stack ${stack}: the ${kind} is still going on after ${spoken(limit)} (${status})${cause ? `; ${cause.message}` : ''}.`,
    { code: 'TIME_LIMIT', cause },
  )

const lost = ({ stack }: Watched): Failure =>
  new Failure(`Stack ${stack}: no event of this run's operation was seen within ${spoken(BEGIN_LIMIT_MS)}.`, {
    code: 'DEPLOY_UNKNOWN',
  })

const line = (event: StackEvent, from: Stream): string =>
  [event.at.slice(11, 19), from.path.join('/'), event.status, event.logicalId, event.type, event.reason]
    .filter(Boolean)
    .join('  ')
