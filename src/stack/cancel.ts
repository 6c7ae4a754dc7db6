import type { Operation } from '../domain/stack.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { type Core, patiently } from './core.ts'
import { begun } from './send.ts'
import { cancelToken } from './tokens.ts'

// All of this happens in the few seconds that a runner gives.
const LIMIT_MS = 2500
const LOOK_AGAIN_MS = 500

/** What a cancelled run leaves of an operation: one line, and the operation, if there is one. */
export interface Left {
  readonly said: string
  readonly operation: Operation | undefined
}

interface Cancelled {
  readonly stack: string
  readonly changeSet: string | undefined
  readonly operation: Operation
  /** What the configuration wants of an update under way. */
  readonly policy: 'cancel' | 'continue'
}

/**
 * What a cancelled run does with an operation under way. Only an update can be cancelled; a first creation goes on, and
 * nothing is deleted. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html
 */
export async function cancelOperation(core: Core, { stack, changeSet, operation, policy }: Cancelled): Promise<Left> {
  const sent = operation.state === 'running' || (await tookEffect(core, stack, changeSet))
  if (sent === false) return { said: `nothing was executed on ${stack}`, operation: undefined }
  const known: Operation = sent ? { ...operation, state: 'running' } : operation
  const noun = operation.kind === 'create' ? 'creation' : 'update'
  if (noun === 'creation' || policy === 'continue')
    return { said: `the ${noun} of ${stack} goes on; a re-run of this run follows it`, operation: known }
  return { said: await cancelUpdate(core, stack, operation.token), operation: known }
}

/** Whether a request that was cut off arrived; nothing where that cannot be seen. */
async function tookEffect(core: Core, stack: string, changeSet: string | undefined): Promise<boolean | undefined> {
  if (!changeSet) return undefined
  const look = () => attempt(() => patiently(core, LIMIT_MS, () => begun(core, stack, changeSet)))
  const first = await look()
  if (!('value' in first) || first.value) return 'value' in first ? true : undefined
  // What is still on its way arrives within a moment.
  await attempt(() => core.clock.sleep(LOOK_AGAIN_MS, core.signal))
  const second = await look()
  return 'value' in second ? second.value : undefined
}

async function cancelUpdate(core: Core, stack: string, token: string): Promise<string> {
  const failure = await askToCancel(core, stack, token, LIMIT_MS)
  return failure
    ? `the update of ${stack} could not be cancelled and may go on (${failure.message})`
    : `the update of ${stack} was cancelled; CloudFormation is putting the old version back`
}

/** Asks CloudFormation to cancel an update; gives why that had no effect. */
export async function askToCancel(core: Core, stack: string, token: string, limit: number): Promise<Failure | undefined> {
  const sent = await attempt(() =>
    patiently(core, limit, () => core.cloudformation.cancelUpdate(stack, cancelToken(token), core.signal)),
  )
  if ('value' in sent) return undefined
  // The answer may have been lost, not the request.
  const now = await attempt(() => core.cloudformation.describe(stack, core.signal))
  return 'value' in now && now.value?.status.startsWith('UPDATE_ROLLBACK') ? undefined : sent.failure
}
