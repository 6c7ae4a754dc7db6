import { failedBy } from '../domain/failed.ts'
import { good } from '../domain/phase.ts'
import { attempt } from '../foundation/retry.ts'
import { writeOutputsFiles } from './outputs-file.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'

/** The stage, after which outputs are written where others read them: once the stacks are as wanted, or as they were before. */
export const tellingOutputs = (stage: Stage): Stage => ({
  ...stage,
  run: async (context) => told(context, await stage.run(context)),
})

/** That the outputs could not be told is not left unsaid. */
async function told(context: StageContext, outcome: StageOutcome): Promise<StageOutcome> {
  // What was put back is there, also where a check then says that it is ill.
  if (!good(outcome.phase) && outcome.code !== 'ROLLED_BACK') return outcome
  const written = await attempt(() => writeOutputsFiles(context))
  context.signal.throwIfAborted()
  if ('value' in written) return outcome
  const { reason, ...rest } = failedBy(written.failure)
  return {
    ...outcome,
    ...rest,
    reason: `${outcome.reason}. ${reason}`,
    findings: [...(outcome.findings ?? []), ...rest.findings],
  }
}
