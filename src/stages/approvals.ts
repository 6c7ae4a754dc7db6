import { attempt } from '../foundation/retry.ts'
import { approvalsOf } from '../gates/index.ts'
import { reads } from './gates.ts'
import type { StageContext } from './stage.ts'

/** Records who approved, where no gate has looked already. It only informs, so nothing of it can stop a run. */
export async function recordApprovals(context: StageContext): Promise<void> {
  const { environment, identity, approvals, gates = [] } = context.run()
  if (environment === undefined || !context.github || approvals) return
  const read = await attempt(() => approvalsOf({ github: reads(context), identity, ports: context.ports }, environment))
  context.signal.throwIfAborted()
  if ('value' in read) return context.judged(gates, read.value)
  context.ports.runner.info(`who approved is not known: ${read.failure.message}`)
}
