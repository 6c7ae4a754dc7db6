import type { Finding } from '../domain/finding.ts'
import { attempt } from '../foundation/retry.ts'
import type { ChangeSetEntry } from '../ports/cloudformation.ts'
import { discard } from './change-set.ts'
import { type Core, everyPage } from './core.ts'
import { changeSetOrigin, type RunKey } from './tokens.ts'

/** A stack for which a new plan was made. */
export interface Replanned {
  readonly stack: string
  /** Its last change on AWS's clock; empty for one that was never created. */
  readonly changedAt: string
  readonly region: string
  /** The change set of the new plan. */
  readonly changeSet?: string
  readonly run: RunKey
}

interface Ours extends ChangeSetEntry {
  readonly from: Omit<RunKey, 'purpose'>
}

/**
 * Deletes change sets of this repository that can never be executed, and tells of those that still could: somebody may be asked
 * to approve them. Never a reason for the plan to fail.
 */
export async function clearSuperseded(core: Core, replanned: Replanned): Promise<readonly Finding[]> {
  const { stack, changeSet, run } = replanned
  const read = await attempt(() => everyPage(core, (next) => core.cloudformation.changeSets(stack, core.signal, next)))
  core.signal.throwIfAborted()
  if ('failure' in read) {
    core.say(`${stack}: whether older plans are left could not be seen: ${read.failure.message}`)
    return []
  }
  const ours = read.value
    .flatMap((page) => page.changeSets)
    .flatMap((entry): readonly Ours[] => {
      const from = changeSetOrigin(entry.name, entry.description)
      return from?.repository === run.repository && entry.name !== changeSet && idle(entry) ? [{ ...entry, from }] : []
    })
  const waiting: Ours[] = []
  for (const entry of ours) {
    const why = superseded(entry, replanned)
    if (!why) waiting.push(entry)
    else if (!(await discard(core, stack, entry.name)))
      core.say(`${stack}: change set ${entry.name} of an older plan was deleted: ${why}`)
  }
  return waiting.length > 0 ? [others(replanned, waiting)] : []
}

/** It is made, and nobody is executing it or has. */
const idle = ({ status, execution }: ChangeSetEntry): boolean =>
  status === 'FAILED' || (status === 'CREATE_COMPLETE' && ['AVAILABLE', 'OBSOLETE'].includes(execution))

/**
 * Why it can never be executed by us. Creation and last change are both on AWS's clock, and a plan from before the last change
 * is refused as stale.
 */
function superseded({ status, execution, createdAt, from }: Ours, { changedAt, run }: Replanned): string | undefined {
  if (status === 'FAILED') return 'it had failed'
  if (execution === 'OBSOLETE' || createdAt < changedAt) return 'the stack has changed since'
  const earlier = from.runId === run.runId && Number(from.attempt) < Number(run.attempt)
  return earlier ? 'it is of an earlier attempt of this run' : undefined
}

const others = ({ stack, region }: Replanned, waiting: readonly Ours[]): Finding => ({
  severity: 'low',
  title: `${stack} has ${waiting.length === 1 ? 'another plan' : `${waiting.length} other plans`} that may wait for approval`,
  cause: 'Change sets of other runs are there that were made for the stack as it is now.',
  impact: 'Whichever plan is executed first makes the others stale; CloudFormation then deletes them.',
  fix: `Nothing, if they wait for approval. Otherwise: aws cloudformation delete-change-set --stack-name ${stack} --region ${region} --change-set-name NAME`,
  evidence: waiting.map(
    ({ name, createdAt, from }) => `${name} of run ${from.runId}, attempt ${from.attempt}, made ${createdAt}`,
  ),
  where: stack,
})
