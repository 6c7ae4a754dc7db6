import type { Assembly, Operation, StackEvent, StackPlan } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { fresh, type Stream, stream } from './events.ts'
import { rootOperations } from './root-operations.ts'
import { admit } from './statuses.ts'

const READ_LIMIT_MS = 90_000
const LOOK_MS = { least: 1000, most: 5000 } as const
/** What was asked for right before the command ended is seen within this: descriptions and events lag behind. */
const SETTLES_MS = 3000
/** Events that have not come after this never will. */
const LAG_MS = 30_000

/** A stack as it was before somebody else's command: from where its events are read. */
export interface Before {
  readonly stack: string
  readonly timeLimit: number
  readonly changedAt?: string
  readonly stream?: Stream
}

/** What happened to a stack beside a command. */
export interface Seen {
  /** All that were begun on the stack since. */
  readonly operations: readonly Operation[]
  readonly stack?: StackDescription
}

/** Who says when the command has ended, and is told of what begins. */
export interface Beside {
  over(): boolean
  begun(operation: Operation): Promise<void>
}

/** Looks where a stack is before a command is run. Refuses where it is not as it was planned, or something is under way on it. */
export async function before(core: Core, { stack, timeLimit }: Assembly, { basedOn }: StackPlan): Promise<Before> {
  const found = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(stack, core.signal))
  const admission = admit(found?.status)
  const stale = (why: string) => new Failure(`Stack ${stack}: ${why}. Nothing was run.`, { code: 'PLAN_STALE' })
  if (found && admission.do === 'wait')
    throw new Failure(`Another operation is under way on stack ${stack} (${found.status}). Nothing was run.`, {
      code: 'STACK_BUSY',
    })
  if (admission.do === 'refuse') throw stale(`it is ${found?.status ?? 'gone'} now`)
  const changedAt = admission.do === 'update' ? found?.changedAt : undefined
  if (changedAt !== basedOn)
    throw stale(`it was changed at ${changedAt ?? 'no known time'}; the plan is based on ${basedOn ?? 'no stack'}`)
  if (!found) return { stack, timeLimit }
  // Never a clock: the events that are there are known by their ids.
  const events = stream(found.id, [stack])
  const newest = await patiently(core, READ_LIMIT, () => core.cloudformation.events(found.id, core.signal))
  for (const { id } of newest.events) events.seen.add(id)
  return { stack, timeLimit, stream: events, ...(changedAt === undefined ? {} : { changedAt }) }
}

/** Follows whatever is done to a stack while a command runs, and then until nothing is under way on it any more. */
export async function beside(core: Core, known: Before, told: Beside): Promise<Seen> {
  const { stack, timeLimit } = known
  const look = looking(core, known)
  const now = () => core.clock.now().getTime()
  const start = now()
  let quietSince: number | undefined
  let count = 0
  for (let wait: number = LOOK_MS.least; ; wait = Math.min(wait * 1.5, LOOK_MS.most)) {
    const over = told.over()
    const { operations, found, news } = await look()
    if (operations.length > count) await told.begun(operations[operations.length - 1] as Operation)
    count = operations.length
    quietSince = over && !news ? (quietSince ?? now()) : undefined
    const quiet = quietSince === undefined ? -1 : now() - quietSince
    if (settledAs(known, operations, found) ? quiet >= SETTLES_MS : quiet >= LAG_MS && admit(found?.status).do !== 'wait')
      return { operations, ...(found ? { stack: found } : {}) }
    if (over && now() - start > timeLimit)
      throw new Failure(`Stack ${stack} is still ${found?.status ?? 'absent'} after ${spoken(timeLimit)}.`, {
        code: 'TIME_LIMIT',
      })
    await core.clock.sleep(over ? LOOK_MS.least : wait, core.signal)
  }
}

/** Whether description and events tell the same end. */
function settledAs({ changedAt }: Before, operations: readonly Operation[], found: StackDescription | undefined): boolean {
  if (admit(found?.status).do === 'wait') return false
  const last = operations.at(-1)
  if (!last) return !found || found.status === 'REVIEW_IN_PROGRESS' || found.changedAt === changedAt
  return last.state !== 'running' && (found ? found.status === last.status : last.status === 'DELETE_COMPLETE')
}

/** Reads what is new. A stack that is made, or made again, in the meantime has another id. */
function looking(core: Core, { stack, stream: first }: Before) {
  const streams = new Map<string, { readonly events: Stream; readonly seen: StackEvent[] }>()
  if (first) streams.set(first.stackId, { events: first, seen: [] })
  return async () => {
    const found = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(stack, core.signal))
    if (found && !streams.has(found.id)) streams.set(found.id, { events: stream(found.id, [stack]), seen: [] })
    let news = false
    for (const { events, seen } of streams.values()) {
      const fresher = await fresh(core, events, READ_LIMIT_MS)
      for (const event of fresher) core.say(line(stack, event))
      seen.push(...fresher)
      news ||= fresher.length > 0
    }
    const operations = [...streams.values()].flatMap(({ seen }) => rootOperations(stack, seen))
    return { operations, found, news }
  }
}

const line = (stack: string, { at, status, logicalId, type, reason }: StackEvent): string =>
  [at.slice(11, 19), stack, status, logicalId, type, reason].filter(Boolean).join('  ')
