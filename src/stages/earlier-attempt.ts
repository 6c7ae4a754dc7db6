import { good } from '../domain/phase.ts'
import type { RunRecord } from '../domain/record.ts'
import type { Run } from '../domain/run.ts'
import { attempt } from '../foundation/retry.ts'
import type { Ports } from '../ports/index.ts'
import { type Fate, fateOf } from './fate.ts'
import { saidOf } from './jobs.ts'
import { askingOf, jobHere } from './reported.ts'

const BAD: readonly Fate[] = ['failed', 'cancelled', 'timed-out']

/**
 * Whether a record of an earlier attempt is no word on this one: the job began once more, and its own record was lost. Whether what an
 * attempt left behind is still given to the next is not documented, so GitHub must say the same of the job as the record.
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
 */
export async function isOutdated(
  ports: Ports,
  run: Run,
  { identity, verdict }: RunRecord,
  signal: AbortSignal,
): Promise<boolean> {
  if (identity.runId === run.identity.runId && identity.attempt === run.identity.attempt) return false
  const wanted: readonly Fate[] = verdict !== 'running' && good(verdict) ? ['well'] : BAD
  const asked = await attempt(async () => {
    const asking = askingOf(ports, run, signal)
    const found = await jobHere(asking, ports.runner.input('job') || 'deploy')
    // A job that this attempt did not repeat, and does not show.
    return 'unclear' in found || wanted.includes(fateOf(found.job, await saidOf(asking, found.job)))
  })
  signal.throwIfAborted()
  return 'failure' in asked || !asked.value
}
