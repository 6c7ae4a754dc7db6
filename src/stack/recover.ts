import type { Recovery } from '../domain/policies.ts'
import type { StackEvent } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { confirmed } from './confirm.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { allResources } from './resources.ts'
import { stateOf } from './stateful.ts'
import { settled } from './statuses.ts'

const STACK = 'AWS::CloudFormation::Stack'
const FIRST_LOOK_MS = 600
const LONGEST_LOOK_MS = 5000
// The first event follows the request within seconds.
const BEGIN_LIMIT_MS = 60_000

/** What is asked for, of which stack. */
export interface Rescue {
  readonly stack: StackDescription
  readonly recovery: Recovery
  readonly token: string
  /** Milliseconds. */
  readonly limit: number
  /** Told before the request goes out, and with nothing when it was refused after all. */
  sending(doing: string | undefined): Promise<void>
}

/**
 * Brings a stuck stack back to where a deployment can start, in the one way that its status allows, and gives the stack as it is
 * then. Data is never deleted. Where somebody else was faster, the stack is given as they left it.
 */
export async function recover(core: Core, rescue: Rescue): Promise<StackDescription | undefined> {
  const { stack, recovery, token } = rescue
  // Taking a first creation back deletes what it made; taking an update back does not touch what was there before.
  if (/^(CREATE|ROLLBACK)_/.test(stack.status)) await refuseData(core, stack)
  await rescue.sending(DOING[recovery])
  const sent = await attempt(() => patiently(core, READ_LIMIT, () => SEND[recovery](core, stack, token)))
  core.signal.throwIfAborted()
  if ('failure' in sent && !(await tookEffect(core, rescue))) {
    const now = await described(core, stack.id)
    if (now?.status === stack.status) {
      if (!sent.failure.transient) await rescue.sending(undefined)
      throw sent.failure
    }
    return now
  }
  const status = await ended(core, rescue)
  return status === undefined ? described(core, stack.id) : await seen(core, stack, status)
}

const DOING: Readonly<Record<Recovery, string>> = {
  'delete-failed-create': 'deleting what its failed first creation left',
  'continue-rollback': 'continuing the way back',
  'rollback-paused': 'rolling the paused operation back',
}

const SEND: Readonly<Record<Recovery, (core: Core, stack: StackDescription, token: string) => Promise<void>>> = {
  'delete-failed-create': ({ cloudformation, signal }, { id }, token) => cloudformation.deleteStack(id, token, signal),
  'continue-rollback': ({ cloudformation, signal }, { id }, token) => cloudformation.continueRollback(id, token, signal),
  'rollback-paused': ({ cloudformation, signal }, { id }, token) => cloudformation.rollBack(id, token, signal),
}

/** A first creation may have failed late: what holds data by then is not ours to delete. */
async function refuseData(core: Core, { id, name, status }: StackDescription): Promise<void> {
  const resources = await allResources(core, id)
  // What a nested stack holds is in the list by itself.
  const kept = resources.filter(
    (r) => r.physicalId && r.type !== STACK && r.status !== 'DELETE_COMPLETE' && stateOf(r.type) !== undefined,
  )
  if (kept.length === 0) return
  const named = kept.map((r) => `${r.logicalId} (${r.type})`).join(', ')
  throw new Failure(`Stack ${name} is ${status} and cannot be taken away without asking: ${named} may hold data.`, {
    code: 'STACK_STUCK',
    fix: `aws cloudformation describe-stack-resources --stack-name ${name}: look at these resources, then delete the stack by hand.`,
  })
}

const described = (core: Core, id: string): Promise<StackDescription | undefined> =>
  patiently(core, READ_LIMIT, () => core.cloudformation.describe(id, core.signal))

/** The newest event of the stack itself that our request led to; all events of an operation carry its token. */
async function newest(core: Core, { stack: { id }, token }: Rescue): Promise<StackEvent | undefined> {
  const { events } = await patiently(core, READ_LIMIT, () => core.cloudformation.events(id, core.signal))
  return events.find((e) => e.physicalId === id && e.type === STACK && e.token === token)
}

const tookEffect = async (core: Core, rescue: Rescue): Promise<boolean> => (await newest(core, rescue)) !== undefined

/**
 * The status in which our request left the stack, by its own event: one that fails again ends where it began, so a description,
 * which may lag behind, cannot tell. Nothing where no event of it ever came.
 */
async function ended(core: Core, rescue: Rescue): Promise<string | undefined> {
  const { stack, limit } = rescue
  const begun = core.clock.now().getTime()
  let shown: string | undefined
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 1.5, LONGEST_LOOK_MS)) {
    await core.clock.sleep(wait, core.signal)
    const event = await newest(core, rescue)
    if (event && settled(event.status)) return event.status
    if (event && event.status !== shown) core.say(`${stack.name}: ${event.status}`)
    shown = event?.status
    const waited = core.clock.now().getTime() - begun
    if (!event && waited > BEGIN_LIMIT_MS) return undefined
    if (waited > limit) throw new Failure(`Stack ${stack.name} is still ${shown} after ${spoken(limit)}.`, { code: 'STACK_BUSY' })
  }
}

/** The stack as its last event says it is, whatever its description still shows. */
async function seen(core: Core, { id, ...before }: StackDescription, status: string): Promise<StackDescription> {
  return (await confirmed(core, id, status, undefined)) ?? { ...before, id, status }
}
