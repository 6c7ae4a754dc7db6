import type { Assembly, Operation, StackRun } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import { cancelOperation, type Left } from '../stack/cancel.ts'
import { patiently } from '../stack/core.ts'
import { admit, endOf } from '../stack/statuses.ts'
import type { StageContext } from './stage.ts'

// All of this happens in the few seconds that a runner gives.
const LIMIT_MS = 2500

/** What a cancelled run does with the operations that are under way, in one line. */
export async function leaveStacks(context: StageContext): Promise<string> {
  const under = Object.entries(context.run().stacks).filter(
    ([, s]) => s.operation && ['running', 'unknown'].includes(s.operation.state),
  )
  const left = await Promise.all(under.map(([stack, known]) => leave(context, stack, known)))
  const known = left.flatMap((one) => one ?? [])
  await context.changed(Object.fromEntries(known.map(({ stack, operation }) => [stack, { operation }])))
  return known.map(({ said }) => said).join('; ') || 'nothing was under way'
}

async function leave(context: StageContext, stack: string, { operation, assembly, plan }: StackRun) {
  if (!operation || !assembly) return undefined
  const asked = { stack, changeSet: plan?.changeSet, policy: context.config.onCancel }
  const seen = plan?.kind === 'command' ? await ofCommand(context, assembly, operation) : operation
  return { stack, ...('said' in seen ? seen : await cancelOperation(context.core(assembly), { ...asked, operation: seen })) }
}

/** What a command left of a stack when it was ended: it may have asked for an operation in its last moment. */
async function ofCommand(context: StageContext, assembly: Assembly, operation: Operation): Promise<Left | Operation> {
  const { stack } = assembly
  const core = context.core(assembly)
  const read = await attempt(() => patiently(core, LIMIT_MS, () => core.cloudformation.describe(stack, core.signal)))
  if ('failure' in read) return operation
  const status = read.value?.status
  if (status !== undefined && admit(status).do === 'wait')
    return { ...operation, state: 'running', status, kind: /^(CREATE|ROLLBACK)_/.test(status) ? 'create' : 'update' }
  const said = `nothing is under way on ${stack} (${status ?? 'there is no such stack'})`
  const ended = status !== undefined && operation.state === 'running'
  return { said, operation: ended ? { ...operation, status, state: endOf(status) ?? 'unknown' } : undefined }
}
