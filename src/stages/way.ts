import { demandArtifacts } from '../artifacts/bound.ts'
import { onlyBack, type Run } from '../domain/run.ts'
import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { Snapshot } from '../stack/snapshot.ts'
import { lookingFor } from './artifacts.ts'
import { assemblyOf } from './assembly.ts'
import { neededBy } from './needed.ts'
import type { StageContext } from './stage.ts'

/** Under what a stack goes back. What may be lost on the way to a run of long ago is for today's configuration to say. */
export function nowOf({ run, config }: StageContext, stack: string): Assembly {
  const assembly = assemblyOf(run(), stack)
  const entry = config.stacks.find(({ name }) => name === assembly.system)
  if (!run().back || !entry) return assembly
  const { timeLimit, allow } = entry
  return { ...assembly, timeLimit, policies: { ...assembly.policies, allow, recover: config.recover } }
}

/** All that a version needs from buckets is there, and is what it was. What may not be looked at is left to CloudFormation. */
export async function demandThere(context: StageContext, snapshot: Snapshot, assembly: Assembly): Promise<void> {
  const { stack, artifacts = [] } = snapshot
  const { missing, unsure } = await neededBy(context, assembly, snapshot)
  for (const { said } of unsure) context.ports.runner.info(`${stack}: ${said}`)
  if (missing.length > 0) {
    throw new Failure(`Stack ${stack}: ${missing.join('; ')}. Nothing was executed.`, {
      code: 'ARTIFACT_MISSING',
      fix: 'Put back what the old version needs, for example from an older version of the object, or go back to another run.',
    })
  }
  const same = await attempt(() => demandArtifacts(lookingFor(context, assembly), artifacts))
  context.signal.throwIfAborted()
  if ('failure' in same && same.failure.code === 'ARTIFACT_CHANGED') throw same.failure
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
