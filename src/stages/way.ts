import { demandArtifacts } from '../artifacts/bound.ts'
import { onlyBack, type Run } from '../domain/run.ts'
import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { Snapshot } from '../stack/snapshot.ts'
import { lookingFor } from './artifacts.ts'
import { assemblyOf } from './assembly.ts'
import { neededBy } from './needed.ts'
import { policiesOf } from './policies.ts'
import type { StageContext } from './stage.ts'

/**
 * Under what a stack goes back. What may be lost on the way to a run of long ago is for today's configuration to say. Where nothing was kept
 * that another job can work with, since a secret stood in it, the configuration says the rest too, as long as it has an entry of that name.
 */
export async function nowOf(context: StageContext, { stack, region }: Snapshot): Promise<Assembly> {
  const { run, config, ports } = context
  const known = run().stacks[stack]?.assembly
  const entry = config.stacks.find(({ name }) => name === (known?.system ?? stack))
  if (!entry) return assemblyOf(run(), stack)
  const { timeLimit, allow, account } = entry
  if (known) return run().back ? { ...known, timeLimit, policies: { ...known.policies, allow, recover: config.recover } } : known
  return {
    ...{ stack, system: entry.name, region, timeLimit, policies: await policiesOf(entry, config, ports) },
    ...{ template: { path: '', body: '', sha256: '' }, parameters: {}, open: {}, secretParameters: [] },
    ...{ dependsOn: [], artifacts: [], ...(account ? { account } : {}) },
  }
}

/** All that a version needs from buckets is there, and is what it was. What may not be looked at is left to CloudFormation. */
export async function demandThere(context: StageContext, snapshot: Snapshot, assembly: Assembly): Promise<void> {
  const { stack, artifacts = [] } = snapshot
  const { missing, unsure } = await neededBy(context, assembly, snapshot)
  for (const { said } of unsure) context.ports.runner.info(`${stack}: ${said}`)
  const same = await attempt(() => demandArtifacts(lookingFor(context, assembly), artifacts))
  context.signal.throwIfAborted()
  const changed = 'failure' in same && same.failure.code === 'ARTIFACT_CHANGED' ? [same.failure.message] : []
  const wrong = [...missing.map((line) => `${line}.`), ...changed]
  if (wrong.length === 0) return
  throw new Failure(`Stack ${stack} cannot go back. ${wrong.join(' ')} Nothing was executed.`, {
    code: changed.length > 0 ? 'ARTIFACT_CHANGED' : 'ARTIFACT_MISSING',
    fix: 'Put back what that version needs, for example from an older version of the object, or go back to another run.',
  })
}

/** That there were no such stacks in the version that comes back. */
export const absent = ({ back }: Run, stacks: readonly string[]): string =>
  back ? `run ${back.runId} knew no ${stacks.join(', ')}` : `there was no ${stacks.join(', ')} before`

/** What was done: back to a run, one run undone, or this run's own change taken back. */
export function saidOf(run: Run, names: readonly string[]): string {
  const { back, earlier, stacks } = run
  const all = names.join(', ')
  if (!back) return `${onlyBack(run) && earlier ? `run ${earlier.runId} is undone: ` : ''}the version before of ${all} is back`
  const moved = names.some((name) => stacks[name]?.rollback)
  return moved
    ? `back to run ${back.runId}: ${all}`
    : `${all} ${names.length === 1 ? 'is' : 'are'} as run ${back.runId} left it already`
}

/** What does not come back with a version, since nobody can read it. */
export function keeping(snapshots: readonly Snapshot[]): string {
  const hidden = snapshots.flatMap(({ stack, hidden: names }) => names.map((name) => `${name} of ${stack}`))
  return hidden.length === 0 ? '' : `; ${hidden.join(', ')} keeps the value that it has now: CloudFormation shows no NoEcho value`
}
