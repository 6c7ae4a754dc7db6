import { dirname, join } from 'node:path'
import type { Config } from './config/config.ts'
import { earlierOf } from './domain/earlier.ts'
import { atDeploy, type HookRun } from './domain/hook.ts'
import { fromRecord, type RunRecord, type StackRecord } from './domain/record.ts'
import { coversAll, onlyBack, type Run, type StageName } from './domain/run.ts'
import type { StackPlan, StackRun } from './domain/stack.ts'
import { sha256 } from './foundation/digest.ts'
import { Failure } from './foundation/failure.ts'
import type { Ports } from './ports/index.ts'
import { snapshotName } from './stack/snapshot.ts'
import { demandBuild } from './stages/builds.ts'
import { deployedName } from './stages/deployed.ts'
import { recordMissing } from './stages/given-record.ts'
import type { Journal } from './stages/journal.ts'
import { assemblyIn, assemblyName } from './stages/kept.ts'
import { givenRecord } from './stages/kept-record.ts'
import { ownRole } from './stages/roles.ts'

/** The run with the plans of an earlier job, where its record is given. The stages of both together may be all there are. */
export async function planned(
  ports: Ports,
  run: Run,
  { config, everything }: { readonly config: Config; readonly everything: boolean },
  kept: Pick<Journal, 'beside' | 'paths'> & { readonly signal: AbortSignal },
): Promise<Run> {
  const { files, runner } = ports
  const built: readonly StageName[] = runner.input('build') === '' ? [] : ['synthesize']
  const given = await givenRecord(ports, config, run, kept)
  if (!given) return built.length > 0 ? { ...run, before: built, whole: everything && coversAll([...built, ...run.stages]) } : run
  const { path, back } = given
  if (run.stages.includes('plan')) {
    throw new Failure('The record of a plan is given, and the stage `plan` would make another one.', {
      code: 'INPUT_INVALID',
      fix: 'Leave `plan` out of the input `stages` of the job that deploys the record, or leave the record out.',
    })
  }
  const text = await files.read(path)
  if (text === undefined) throw recordMissing(path)
  const record = fromRecord(text, given.sha256)
  demandOwn(record, run)
  // What goes on from it, a tool behind the deployment or a command, takes it as it was when it was planned.
  if (!back) await demandBuild({ ports, signal: kept.signal })
  const all = await Promise.all(
    record.stacks.map((stack) =>
      carried(files, dirname(path), back ? leadingBack(record, stack) : stack, {
        ...kept,
        acting: (system) => ownRole(config, run, system),
      }),
    ),
  )
  const asked = all.filter(({ run: { assembly }, name }) =>
    Object.keys(run.stacks).some((wanted) => wanted === name || wanted === assembly?.system),
  )
  const known = Object.fromEntries(asked.map(({ name, run: stack }) => [name, stack]))
  // A stack of the configuration that the record does not know is told by the stage that needs it.
  const unknown = Object.keys(run.stacks).filter(
    (name) => !asked.some((stack) => stack.name === name || stack.run.assembly?.system === name),
  )
  const before = [...new Set([...built, ...(record.stagesBefore ?? []), ...record.stagesAsked])]
  return {
    ...run,
    whole: everything && coversAll([...before, ...run.stages]),
    ...(onlyBack(run) ? {} : { before }),
    earlier: earlierOf(record),
    ...hooksBack(run, record),
    ...(record.gates ? { gates: record.gates } : {}),
    ...(record.approvals ? { approvals: record.approvals } : {}),
    ...(record.since ? { since: record.since } : {}),
    ...(record.leftOut ? { leftOut: record.leftOut } : {}),
    ...(back ? { back: { runId: record.identity.runId, attempt: record.identity.attempt, sha: record.identity.sha } } : {}),
    stacks: { ...known, ...Object.fromEntries(unknown.map((name) => [name, {}])) },
  }
}

/** Going back needs nothing of the commit: another one may have been pushed since. */
export function demandOwn({ identity, environment }: RunRecord, run: Run): void {
  const same = identity.repository === run.identity.repository && (identity.sha === run.identity.sha || onlyBack(run))
  if (same && environment === run.environment) return
  throw new Failure('The record belongs to another repository, commit or environment.', { code: 'RECORD_INVALID' })
}

/** Going back undoes hooks of the deployment, so it knows what became of them. */
const hooksBack = (run: Run, { hooks = [] }: RunRecord): Pick<Run, 'hooks'> =>
  onlyBack(run)
    ? { hooks: [...(hooks as readonly HookRun[]).filter(atDeploy), ...(run.hooks ?? []).filter((hook) => !atDeploy(hook))] }
    : {}

type Beside = Pick<Journal, 'beside'>

interface To extends Beside {
  /** The role of this job for a system. */
  readonly acting: (system: string) => { readonly as?: string }
}

/** What is known of a stack, with its files taken along from beside its record to beside that of this job. */
export async function carried(files: Ports['files'], folder: string, stack: StackRecord, { acting, ...to }: To) {
  const { name, plan, parameters, wayBack, snapshot, deployed, status, kept } = stack
  const ofAssembly = kept?.path === assemblyName(name) ? await files.read(join(folder, kept.path)) : undefined
  const assembly = kept && assemblyIn(name, ofAssembly, kept)
  if (kept && ofAssembly !== undefined) await to.beside(kept.path, ofAssembly)
  await carry(files, folder, stack, to)
  const run: StackRun = {
    ...(assembly ? { assembly: { ...assembly, ...acting(assembly.system) } } : {}),
    ...(kept ? { kept } : {}),
    ...(plan ? { plan: { ...(plan as unknown as StackPlan), parameters: parameters as StackPlan['parameters'] } } : {}),
    ...(wayBack ? { wayBack } : {}),
    ...(snapshot ? { snapshot: { ...snapshot, path: snapshotName(name) } } : {}),
    ...(deployed ? { deployed } : {}),
    ...(status === undefined ? {} : { status }),
  }
  return { name, run }
}

/** What a run left running is what is gone back to; what it changed, and what was before it, does not matter then. */
function leadingBack({ identity }: RunRecord, { plan: _did, wayBack: _before, ...stack }: StackRecord): StackRecord {
  const { snapshot: _undone, deployed, ...rest } = stack
  if (deployed) return { ...rest, snapshot: deployed }
  return { ...rest, wayBack: { risk: 'none', lost: [`nothing was kept of what run ${identity.runId} left running`] } }
}

/**
 * Takes the files of a stack that lead back along from beside its record to beside the one of this job. What is gone back to is called a
 * snapshot there, whatever it was called: what this job leaves running gets the other name.
 */
async function carry(files: Ports['files'], folder: string, { name, snapshot, deployed }: StackRecord, to: Beside) {
  for (const [file, called] of [
    [snapshot, snapshotName(name)],
    [deployed, deployedName(name)],
  ] as const) {
    const known = file && [snapshotName(name), deployedName(name)].includes(file.path)
    const text = known ? await files.read(join(folder, file.path)) : undefined
    if (!file || text === undefined) continue
    if (sha256(text) === file.sha256) await to.beside(called, text)
    else
      throw new Failure(`The snapshot of stack ${name} is not the one that was written with the record.`, {
        code: 'RECORD_INVALID',
      })
  }
}
