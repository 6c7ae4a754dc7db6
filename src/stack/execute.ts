import type { Assembly, Operation, StackPlan } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT_MS } from './core.ts'
import { type Stream, stream } from './events.ts'
import type { RunKey } from './plan.ts'
import { outline } from './template.ts'
import { planDigest, tokenOf } from './tokens.ts'
import { confirmed, watch } from './watch.ts'

const CONFIRM_LIMIT_MS = 30_000
const SEND_AGAIN_MS = 2000
const MOST_SENDS = 10

/** What is executed, and who is told how far it is. */
export interface Execution {
  readonly assembly: Assembly
  readonly plan: StackPlan
  readonly run: RunKey
  /** Told before anything is sent, when it has begun, and with nothing when it was refused after all. */
  moved(operation: Operation | undefined): Promise<void>
}

/** How an execution ended, and the stack as it is then. */
export interface Executed {
  readonly operation: Operation
  readonly stack?: StackDescription
}

/** Executes the change set of the plan, and no other, and follows it. Joins the operation where it is already under way. */
export async function executeStack(core: Core, execution: Execution): Promise<Executed> {
  const { assembly, plan, run } = execution
  const name = plan.changeSet
  if (!name || plan.kind === 'none') throw new Failure(`Stack ${assembly.stack} has no change set.`, { code: 'PLAN_MISSING' })
  const found = await patiently(core, READ_LIMIT_MS, () => core.cloudformation.describe(assembly.stack, core.signal))
  if (!found) throw stale(assembly.stack, 'the stack is gone')
  const token = tokenOf(run, 'execute', assembly.stack, plan.contentDigest)
  const root = stream(found.id, [assembly.stack])
  if (!(await ours(core, root, token))) {
    await unchanged(core, execution, found, name)
    await send(core, execution, name, token)
  } else core.say(`${assembly.stack}: the operation of this run is already under way; following it`)
  const operation = await watch(
    core,
    {
      stack: assembly.stack,
      stackId: found.id,
      token,
      kind: plan.kind,
      outstanding: plan.changes.map((c) => c.logicalId),
      lines: outline(assembly.template.body).lines,
      limit: assembly.timeLimit,
      begun: execution.moved,
    },
    root,
  )
  const stack = await confirmed(core, found.id, operation.status, CONFIRM_LIMIT_MS)
  return { operation, ...(stack ? { stack } : {}) }
}

/**
 * Whether our operation is in the stack's history already. What is older than it, or everything where it is not there, is
 * marked as seen, so that it is never read again.
 */
async function ours(core: Core, root: Stream, token: string): Promise<boolean> {
  let next: string | undefined
  do {
    const from = next
    const page = await patiently(core, READ_LIMIT_MS, () => core.cloudformation.events(root.stackId, core.signal, from))
    const oldest = page.events.findLastIndex((e) => e.token === token)
    for (const e of page.events.slice(oldest + 1)) root.seen.add(e.id)
    if (oldest < 0) return from !== undefined
    // A page that ends within our operation has its beginning on the next one.
    next = oldest === page.events.length - 1 ? page.next : undefined
  } while (next !== undefined)
  return true
}

/** Refuses when the stack or the change set is not what was planned. */
async function unchanged(core: Core, { assembly, plan }: Execution, found: StackDescription, name: string): Promise<void> {
  const moved = plan.kind === 'update' && found.changedAt !== plan.basedOn
  if (moved) throw stale(assembly.stack, `the stack was changed at ${found.changedAt}; the plan is based on ${plan.basedOn}`)
  if (plan.kind === 'create' && found.status !== 'REVIEW_IN_PROGRESS')
    throw stale(assembly.stack, `the stack is ${found.status} now`)
  if (plan.digest !== planDigest(plan.contentDigest, name)) throw stale(assembly.stack, 'the digest of the plan does not fit it')
  const page = await patiently(core, READ_LIMIT_MS, () =>
    core.cloudformation.describeChangeSet(assembly.stack, name, core.signal),
  )
  if (!page) throw stale(assembly.stack, `change set ${name} is gone`)
  if (page.execution !== 'AVAILABLE') throw stale(assembly.stack, `change set ${name} is ${page.execution}`)
}

const stale = (stack: string, why: string): Failure =>
  new Failure(`Stack ${stack}: ${why}. Nothing was executed.`, { code: 'PLAN_STALE' })

/** Sends the execution. A lost answer may have taken effect, so the change set is looked at before it is sent again. */
async function send(core: Core, { assembly: { stack }, plan, moved }: Execution, name: string, token: string): Promise<void> {
  await moved({ token, kind: plan.kind === 'create' ? 'create' : 'update', state: 'unknown', status: 'requested', events: 0 })
  for (let sends = 1; ; sends++) {
    const sent = await attempt(() => core.cloudformation.executeChangeSet(stack, name, token, core.signal))
    if ('value' in sent) return
    core.signal.throwIfAborted()
    const { failure } = sent
    if (!failure.transient && failure.code !== 'AWS_CONFLICT') {
      await moved(undefined)
      throw failure
    }
    core.say(`${failure.message}; looking whether it took effect`)
    const page = await patiently(core, READ_LIMIT_MS, () => core.cloudformation.describeChangeSet(stack, name, core.signal))
    // Executing takes the change set off the stack in the end, so one that is gone was executed too.
    if (page?.execution !== 'AVAILABLE') return
    if (sends === MOST_SENDS) throw failure
    await core.clock.sleep(SEND_AGAIN_MS, core.signal)
  }
}
