import type { Operation } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { ChangeSetPage, StackDescription } from '../ports/cloudformation.ts'
import { confirmed } from './confirm.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { described } from './described.ts'
import { claim, type Stream, stream } from './events.ts'
import type { Execution } from './execution.ts'
import { demandLast } from './last.ts'
import { send } from './send.ts'
import { admit } from './statuses.ts'
import { outline } from './template.ts'
import { planDigest, tokenOf } from './tokens.ts'
import { watch } from './watch.ts'

/** How an execution ended, and the stack as it is then, if that could be seen. */
export interface Executed {
  readonly operation: Operation
  readonly stack?: StackDescription
}

interface Place {
  readonly id: string
  readonly stack?: StackDescription
  readonly changeSet?: ChangeSetPage
  /** Planned a moment ago, and the stack has not moved since: CloudFormation refuses the change set where anything else has. */
  readonly asPlanned: boolean
}

/** Executes the change set of the plan, and no other, and follows it. Joins the operation where it is already under way. */
export async function executeStack(core: Core, execution: Execution): Promise<Executed> {
  const { assembly, plan, run } = execution
  const { kind } = plan
  if (kind === 'none' || kind === 'deferred' || kind === 'command' || !(plan.changeSet || plan.joins))
    throw new Failure(`Stack ${assembly.stack} has no change set.`, { code: 'PLAN_MISSING' })
  const place = await find(core, execution)
  const token = plan.joins ?? tokenOf(run, 'execute', assembly, plan)
  const root = stream(place.id, [assembly.stack])
  // What is to be followed was begun, also where its events cannot be read yet.
  const joined = !place.asPlanned && ((await claim(core, root, token)) || plan.joins !== undefined)
  if (joined) core.say(`${assembly.stack}: the operation of this run is already under way; following it`)
  else await begin(core, execution, place, token)
  if (place.asPlanned) await older(core, root, token)
  const target = {
    ...{ stack: assembly.stack, token, kind, limit: assembly.timeLimit, begun: execution.moved },
    ...{ onLimit: assembly.policies.onTimeLimit, joined },
    // What is removed goes after everything else, when the end is near anyway.
    outstanding: plan.changes.flatMap((c) => (c.path || c.action === 'Remove' ? [] : [c.logicalId])),
    line: outline(assembly.template.body).line,
  }
  const operation = await watch(core, target, root)
  if (joined && operation.state === 'succeeded') await stillLast(core, execution, place.id, token)
  const stack = await confirmed(core, place.id, operation.status, plan.basedOn)
  return stack ? { operation: outlived(operation, stack), stack } : { operation }
}

/** Executes the change set. Where one is refused that was not looked at again, it is looked at now: that says why. */
async function begin(core: Core, execution: Execution, place: Place, token: string): Promise<void> {
  const changeSet = unchanged(execution, place)
  await execution.ready?.()
  const sent = await attempt(() => send(core, execution, changeSet, token))
  if ('value' in sent) return
  core.signal.throwIfAborted()
  const { code } = sent.failure
  if (place.asPlanned && (code === 'AWS_REFUSED' || code === 'AWS_CONFLICT'))
    unchanged(execution, await find(core, { ...execution, justPlanned: false }))
  throw sent.failure
}

/** Marks what is older than the operation as read. Where that fails the history is read once more, and nothing else comes of it. */
async function older(core: Core, root: Stream, token: string): Promise<void> {
  await attempt(() => claim(core, root, token))
  core.signal.throwIfAborted()
}

/** What was deleted right after it was deployed does not run, so nobody may read that it does. */
const outlived = (operation: Operation, { status }: StackDescription): Operation =>
  operation.state === 'succeeded' && status.startsWith('DELETE_') ? { ...operation, state: 'failed', status } : operation

/** An operation of an earlier attempt may have ended long ago, and what it made may be gone again. */
async function stillLast(core: Core, { assembly, moved }: Execution, id: string, token: string): Promise<void> {
  const asked = await attempt(() => demandLast(core, assembly.stack, id, (last) => last === token))
  if ('value' in asked) return
  core.signal.throwIfAborted()
  // This attempt did nothing, and what runs is not what the operation made.
  if (asked.failure.code === 'STACK_CHANGED') await moved(undefined)
  throw asked.failure
}

/** The stack, by the change set where there is one: a new stack may not be described yet. */
async function find(core: Core, { assembly, plan, justPlanned }: Execution): Promise<Place> {
  const name = plan.changeSet
  const exists = described(core, assembly.stack)
  if (justPlanned && plan.kind === 'update' && name && !plan.joins) {
    const stack = await exists
    if (stack && still(plan, stack)) return { id: stack.id, stack, asPlanned: true }
  }
  const [stack, changeSet] = await Promise.all([
    exists,
    name && !plan.joins
      ? patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(assembly.stack, name, core.signal))
      : undefined,
  ])
  const id = changeSet?.stackId || stack?.id
  if (!id) throw stale(assembly.stack, 'the stack is gone')
  return { id, asPlanned: false, ...(stack ? { stack } : {}), ...(changeSet ? { changeSet } : {}) }
}

const still = ({ basedOn }: Execution['plan'], { changedAt, status }: StackDescription): boolean =>
  changedAt === basedOn && admit(status).do === 'update'

/** The change set's name; refuses when it or the stack is not what was planned. */
function unchanged({ assembly, plan }: Execution, { stack, changeSet, asPlanned }: Place): string {
  const { kind, changeSet: name = '', basedOn } = plan
  const refuse = (why: string) => stale(assembly.stack, why)
  if (kind === 'update' && stack?.changedAt !== basedOn)
    throw refuse(`the stack was changed at ${stack?.changedAt ?? 'no known time'}; the plan is based on ${basedOn}`)
  // CloudFormation would execute it on some of these, over what somebody left there to be looked at.
  if (kind === 'update' && admit(stack?.status).do !== 'update') throw refuse(`the stack is ${stack?.status ?? 'gone'} now`)
  if (kind === 'create' && stack && stack.status !== 'REVIEW_IN_PROGRESS') throw refuse(`the stack is ${stack.status} now`)
  if (plan.digest !== planDigest(plan.contentDigest, name, assembly.artifacts))
    throw refuse('the digest of the plan does not fit it')
  if (asPlanned) return name
  if (!changeSet) throw refuse(`change set ${name} is gone`)
  if (changeSet.execution !== 'AVAILABLE') throw refuse(`change set ${name} is ${changeSet.execution}`)
  return name
}

const stale = (stack: string, why: string): Failure =>
  new Failure(`Stack ${stack}: ${why}. Nothing was executed.`, { code: 'PLAN_STALE' })
