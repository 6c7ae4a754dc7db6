import { attempt } from '../foundation/retry.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { type Execution, onFailure } from './execution.ts'

/**
 * Sends the execution. Where an answer was lost it may have taken effect, so the change set is looked at before it is sent again,
 * and before anything is said of how it ended.
 */
export async function send(core: Core, execution: Execution, name: string, token: string): Promise<void> {
  const { assembly, plan, moved } = execution
  const { stack } = assembly
  let lost = false
  await moved({ token, kind: plan.kind === 'create' ? 'create' : 'update', state: 'unknown', status: 'requested', events: 0 })
  const once = async (): Promise<void> => {
    if (lost && (await begun(core, stack, name))) return
    const sent = await attempt(() =>
      core.cloudformation.executeChangeSet({ stack, changeSet: name, token, ...onFailure(assembly, plan.kind) }, core.signal),
    )
    if ('value' in sent) return
    const { code, transient } = sent.failure
    lost ||= code === 'AWS_CONFLICT' || (transient && code !== 'AWS_THROTTLED')
    throw sent.failure
  }
  const sent = await attempt(() => patiently(core, READ_LIMIT, once))
  if ('value' in sent) return
  core.signal.throwIfAborted()
  if (lost) {
    core.say(`${sent.failure.message}; looking whether it took effect`)
    if (await patiently(core, READ_LIMIT, () => begun(core, stack, name))) return
  }
  await moved(undefined)
  throw sent.failure
}

/** Whether the change set was executed, by this run or by whoever. Executing takes it off the stack in the end. */
export async function begun(core: Core, stack: string, name: string): Promise<boolean> {
  const page = await core.cloudformation.describeChangeSet(stack, name, core.signal)
  return page === undefined || page.execution.startsWith('EXECUTE_')
}
