import type { Code, ReasonCode } from '../foundation/codes.ts'
import type { DestinationResult } from './destination.ts'
import type { Finding } from './finding.ts'
import type { Approval, GateResult } from './gate.ts'
import { atDeploy, begunHooks, type HookRun } from './hook.ts'
import type { LogResult } from './log-result.ts'
import { good, type Phase, worst } from './phase.ts'
import type { Since } from './since.ts'
import { type LeftOut, mayChange, type Operation, type StackRun } from './stack.ts'

/** The stages, in their order. */
export const stageNames = ['gate', 'synthesize', 'plan', 'deploy', 'verify', 'logscan', 'rollback', 'report'] as const

/** Whether these stages leave nothing out that the verdict of a whole run needs. Reporting proves nothing. */
export const coversAll = (stages: readonly StageName[]): boolean =>
  wholeStages.every((name) => name === 'report' || stages.includes(name))

/** The stages of a whole run: going back is only for one that went wrong, and gates only for where there are some. */
export const wholeStages: readonly StageName[] = stageNames.filter((name) => name !== 'rollback' && name !== 'gate')

/** The name of a stage. */
export type StageName = (typeof stageNames)[number]

/** Who runs what, where: from the runner's environment. */
export interface Identity {
  readonly repository: string
  readonly sha: string
  readonly ref: string
  readonly runId: string
  readonly attempt: string
  readonly actor: string
  readonly event: string
  readonly workflow: string
  /** The page of the run. */
  readonly url: string
}

/** One check, and what it said in the end. */
export interface CheckResult {
  readonly name: string
  readonly kind: string
  readonly phase: Phase
  readonly reason: string
  readonly tries: number
  readonly ms: number
  /** Measured after the version before was put back. */
  readonly afterRollback?: boolean
}

/** How one stage ended. `counted: false` keeps a phase out of the verdict. */
export interface StageResult {
  readonly stage: StageName
  readonly phase: Phase
  readonly counted?: boolean
  readonly code?: ReasonCode
  /** One line. */
  readonly reason: string
  readonly fix?: string
  readonly findings: readonly Finding[]
  readonly startedAt: string
  readonly endedAt: string
}

/** What happened to one notice. It never changes the verdict. */
export interface NoticeResult {
  readonly kind: string
  readonly sent: boolean
  /** Why it could not be sent. */
  readonly code?: Code
  readonly reason: string
  readonly url?: string
  readonly number?: number
}

/** What the record of an earlier job or run says that it did. */
export interface Earlier {
  readonly runId: string
  readonly stages: readonly StageName[]
  readonly reasonCode?: ReasonCode
  /** By the stack's name: its last one. */
  readonly operations: Readonly<Record<string, Operation>>
}

/** The job of the run that is reported on by another one. */
export interface ReportedJob {
  /** As GitHub shows it, with those of the jobs that call it before it; as the workflow names it where GitHub does not show it. */
  readonly name: string
  /** Whether it began to do anything; absent where that is not known. */
  readonly began?: boolean
  /** When it was made, ISO 8601. */
  readonly since?: string
  /** There where its own record says what it did: an operation that is not in it was not sent. */
  readonly told?: true
}

/** The run to whose version it is gone back. */
export interface BackTo {
  readonly runId: string
  readonly attempt: string
  readonly sha: string
}

/** The file that says what is to be done, and what of it lies beside the record. */
interface Configured {
  readonly path: string
  readonly sha256: string
  readonly files?: readonly { readonly path: string; readonly sha256: string }[]
}

/** Everything that a run knows. Immutable: every change of state makes a new one. */
export interface Run {
  readonly identity: Identity
  readonly environment?: string
  /** Stages asked for, in order. */
  readonly stages: readonly StageName[]
  /** Whether these are all stages that the configuration asks for, over all its stacks. */
  readonly whole: boolean
  readonly configuration?: Configured
  readonly startedAt: string
  readonly endedAt?: string
  /** The stage that is being worked on. */
  readonly current?: StageName
  readonly results: readonly StageResult[]
  /** By the stack's name, in the order of deployment. */
  readonly stacks: Readonly<Record<string, StackRun>>
  /** All that the configuration names, with what became of them. */
  readonly hooks?: readonly HookRun[]
  /** Stacks and systems that this run leaves as they are. Absent: none. */
  readonly leftOut?: readonly LeftOut[]
  /** Absent: none were judged. */
  readonly gates?: readonly GateResult[]
  /** Absent: not looked at. */
  readonly approvals?: readonly Approval[]
  /** Absent: not known. */
  readonly since?: Since
  readonly checks: readonly CheckResult[]
  /** Where outputs are written to. */
  readonly destinations?: readonly DestinationResult[]
  readonly logs?: LogResult
  /** Where people reach what was deployed. Absent: not known. */
  readonly address?: string
  /** Of the run whose record was given. */
  readonly earlier?: Earlier
  /** Stages that jobs before this one did, for what this one goes on with. Absent: none. */
  readonly before?: readonly StageName[]
  /** There where another job is reported on. */
  readonly job?: ReportedJob
  /** There where it is gone back to what a run left running; absent where a run is undone. */
  readonly back?: BackTo
  readonly notices: readonly NoticeResult[]
}

/** The worst counted phase so far. */
export const verdictOf = (run: Run): Phase => worst(run.results.filter((r) => r.counted !== false).map((r) => r.phase))

/** The result that made the verdict: the first of the worst. */
export const decisive = (run: Run): StageResult | undefined => {
  const verdict = verdictOf(run)
  return run.results.find((r) => r.counted !== false && r.phase === verdict)
}

/** The reason code of the run: of the result that decided, or the best good news. */
export function reasonOf(run: Run): ReasonCode {
  const back = run.results.find(({ stage }) => stage === 'rollback')?.code
  if (back === 'ROLLED_BACK' || back === 'ROLLBACK_FAILED') return back
  const verdict = verdictOf(run)
  if (!good(verdict)) return decisive(run)?.code ?? 'UNEXPECTED'
  const all = Object.values(run.stacks).map((s) => s.plan)
  const plans = all.map((plan) => plan?.kind)
  const hooks = begunHooks(run.hooks, 'before-deploy', 'after-deploy')
  if (hooks.length > 0 || Object.values(run.stacks).some((s) => s.operation?.state === 'succeeded')) return 'DEPLOYED'
  const rejected = Object.values(run.stacks).flatMap((s) => s.rejected ?? [])
  if (rejected.length > 0) return rejected.every(Boolean) ? 'REJECTED' : 'SKIPPED'
  const unbegun = run.results.find(({ code }) => code === 'SUPERSEDED' || code === 'REJECTED')?.code
  if (unbegun) return unbegun
  // Hooks run whether or not a stack changes.
  const hooked = run.stages.includes('plan') && !run.stages.includes('deploy') && run.hooks?.some(atDeploy)
  if (hooked || all.some((plan) => plan && mayChange(plan))) return 'PLANNED'
  if (plans.length > 0 && plans.every((kind) => kind === 'none')) return 'NOTHING_TO_CHANGE'
  if (verdict !== 'successful') return 'SKIPPED'
  return run.results.every(({ stage }) => stage === 'synthesize' || stage === 'report') ? 'SYNTHESIZED' : 'VERIFIED'
}

/** Whether all that is asked for is to put the version before back. */
export const onlyBack = ({ stages }: Run): boolean =>
  stages.includes('rollback') && !stages.some((name) => name === 'deploy' || name === 'verify' || name === 'logscan')

/** Whether a job with these stages may lack the secrets of parameters: another one deploys. */
export const comesLater = (stages: readonly StageName[]): boolean => !stages.includes('deploy')

/** Whether something went so wrong that later stages must not run. */
export const broken = (run: Run): boolean => run.results.some((r) => r.counted !== false && !good(r.phase))

/** The run with what is newly known of some stacks. */
export const withStacks = (run: Run, changes: Readonly<Record<string, Partial<StackRun>>>): Run => ({
  ...run,
  stacks: {
    ...run.stacks,
    ...Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, { ...run.stacks[name], ...change }])),
  },
})
