import { codes, outcomes } from '../foundation/codes.ts'
import { good } from './phase.ts'
import type { RunRecord, StackRecord } from './record-schema.ts'
import { decisive, type Run, reasonOf, verdictOf } from './run.ts'
import type { StackRun } from './stack.ts'

/** The record of a run as far as it has come. `about` says which version of the action writes it. */
export function toRecord(run: Run, about: { readonly action: string }): RunRecord {
  const { identity, environment, configuration, whole, startedAt, endedAt, current, hooks, checks, logs, back, notices } = run
  return {
    schema: 'deploy-action/record',
    version: 1,
    action: about.action,
    identity,
    ...(environment === undefined ? {} : { environment }),
    ...(configuration ? { configuration } : {}),
    stagesAsked: run.stages,
    ...(run.before?.length ? { stagesBefore: run.before } : {}),
    ...(run.job ? { job: run.job } : {}),
    whole,
    ...(back ? { back } : {}),
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt, reasonCode: reasonOf(run) }),
    ...(current === undefined || endedAt !== undefined ? {} : { current }),
    stages: run.results,
    ...(run.leftOut?.length ? { leftOut: run.leftOut } : {}),
    stacks: Object.entries(run.stacks).map(([name, known]) => stackRecord(name, known)),
    ...(hooks?.length ? { hooks } : {}),
    ...(run.gates?.length ? { gates: run.gates } : {}),
    ...(run.approvals ? { approvals: run.approvals } : {}),
    ...(run.since ? { since: run.since } : {}),
    checks,
    ...(run.destinations ? { destinations: run.destinations } : {}),
    ...(logs ? { logs } : {}),
    ...(run.address ? { address: run.address } : {}),
    notices,
    verdict: endedAt === undefined ? 'running' : verdictOf(run),
    resume: resumeOf(run),
  }
}

function stackRecord(
  name: string,
  { assembly, plan, wayBack, kept, snapshot, deployed, mended, rejected, operation, rollback, status, outputs }: StackRun,
): StackRecord {
  const { parameters: _known, ...planned } = plan ?? {}
  return {
    name,
    dependsOn: assembly?.dependsOn ?? [],
    ...(assembly ? { system: assembly.system, region: assembly.region, template: templateOf(assembly.template) } : {}),
    parameters: parametersOf({ ...(assembly && { assembly }), ...(plan && { plan }) }),
    ...(plan ? { plan: planned as StackRecord['plan'] & object } : {}),
    ...(wayBack ? { wayBack } : {}),
    ...(kept ? { kept } : {}),
    ...(snapshot ? { snapshot } : {}),
    ...(deployed ? { deployed } : {}),
    ...(mended ? { mended } : {}),
    ...(rejected === undefined ? {} : { rejected }),
    ...(operation ? { operation } : {}),
    ...(rollback ? { rollback } : {}),
    ...(status === undefined ? {} : { status }),
    ...(outputs ? { outputs } : {}),
  }
}

/** Never the body: a tool may have resolved secrets into it. */
const templateOf = ({ path, sha256 }: { readonly path: string; readonly sha256: string }) => ({ path, sha256 })

/** Before the plan nobody knows which parameters the template marks NoEcho, so no value is written. */
function parametersOf({ assembly, plan }: StackRun): StackRecord['parameters'] {
  if (plan) return plan.parameters.map(({ value, ...rest }) => (rest.secret || value === undefined ? rest : { ...rest, value }))
  return Object.keys(assembly?.parameters ?? {}).map((name) => ({
    name,
    source: 'given',
    secret: assembly?.secretParameters.includes(name) ?? false,
  }))
}

function resumeOf(run: Run): string {
  if (run.endedAt === undefined) return 'The run goes on. If it was lost, run it again: what is under way is found and followed.'
  if (reasonOf(run) === 'REJECTED') return 'Plan again when the change is wanted after all.'
  if (reasonOf(run) === 'SUPERSEDED')
    return 'Nothing: look at the newer run. Run this one again only where its version is wanted after that.'
  if (reasonOf(run) === 'ROLLED_BACK') return outcomes.ROLLED_BACK
  if (reasonOf(run) === 'ROLLBACK_FAILED') return codes.ROLLBACK_FAILED.fix
  if (!good(verdictOf(run))) {
    const last = decisive(run)
    return last?.fix ?? codes[last?.code && last.code in codes ? (last.code as keyof typeof codes) : 'UNEXPECTED'].fix
  }
  if (reasonOf(run) === 'SYNTHESIZED') return 'Run the stage `plan` with this build and its sha256.'
  return reasonOf(run) === 'PLANNED'
    ? 'Look at the plan, then run the stage `deploy` with this record and its sha256.'
    : 'Nothing: there is no work left.'
}

/** What becomes of the record of a run that ended without a word: an error, whatever was under way. */
export function interrupted(record: RunRecord, at: string): RunRecord {
  const { current, ...rest } = record
  const { meaning, fix } = codes.INTERRUPTED
  const stage = current ?? record.stages.at(-1)?.stage ?? record.stagesAsked[0] ?? 'synthesize'
  const last = { stage, phase: 'error', code: 'INTERRUPTED', reason: meaning, findings: [], startedAt: at, endedAt: at } as const
  return {
    ...rest,
    endedAt: at,
    stages: [...record.stages, last],
    verdict: 'error',
    reasonCode: 'INTERRUPTED',
    resume: fix,
  }
}

export { withoutAccounts } from './accounts.ts'
export { fromRecord } from './record-reading.ts'
export { type RunRecord, recordSchema, type StackRecord } from './record-schema.ts'
