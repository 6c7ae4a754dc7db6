import type { Config } from '../config/config.ts'
import type { Finding } from '../domain/finding.ts'
import type { Approval, GateResult } from '../domain/gate.ts'
import type { HookRun } from '../domain/hook.ts'
import type { Phase } from '../domain/phase.ts'
import type { Run, StageName } from '../domain/run.ts'
import type { Assembly, LeftOut, StackRun, Where } from '../domain/stack.ts'
import type { ReasonCode } from '../foundation/codes.ts'
import type { Caller, GitHub, Ports } from '../ports/index.ts'
import type { Core } from '../stack/core.ts'

/** What a stage works with. */
export interface StageContext {
  readonly config: Config
  readonly ports: Ports
  readonly signal: AbortSignal
  /** The run as it is now. */
  run(): Run
  /** The CloudFormation core of a region; all stacks of a region share its budget. */
  core(where: Where): Core
  /** Who the credentials are, or the role that they take on. */
  caller(where: Where): Promise<Caller>
  /** Something changed its state: it is in record and summary before this resolves. */
  changed(stacks: Readonly<Record<string, Partial<StackRun>>>): Promise<void>
  /** Gates were judged: all that are known by now. They are in record and summary before this resolves. */
  judged(gates: readonly GateResult[], approvals?: readonly Approval[]): Promise<void>
  /** A hook began or ended: it is in record and summary before this resolves. */
  hooked(hook: HookRun): Promise<void>
  /** These are the stacks of the run from here on, in this order. */
  arrange(assemblies: readonly Assembly[], leftOut?: readonly LeftOut[]): Promise<void>
  /** Absent without a token. */
  readonly github?: GitHub
  /** The folder of the record; absolute. */
  readonly folder: string
  /** Writes a file into the folder of the record; its name there, and the sha256 of its bytes. */
  beside(name: string, content: string): Promise<{ readonly path: string; readonly sha256: string }>
  /** Reads one; nothing where it is not there. */
  readBeside(name: string): Promise<string | undefined>
}

/** How a stage ended, and what it adds to the run. */
export interface StageOutcome {
  readonly phase: Phase
  /** One line. */
  readonly reason: string
  readonly code?: ReasonCode
  readonly fix?: string
  readonly findings?: readonly Finding[]
  /** Not for the verdict. */
  readonly counted?: false
  readonly adds?: Partial<Pick<Run, 'checks' | 'since' | 'logs' | 'notices' | 'destinations' | 'address'>>
}

/** Every step of a run has this shape. A failing one is a value, or a `Failure` that the pipeline catches. */
export interface Stage {
  readonly name: StageName
  /** Why it has nothing to do; nothing where it has. */
  idle(run: Run, config: Config): string | undefined
  run(context: StageContext): Promise<StageOutcome>
  /** What is done when the run is cancelled during this stage: quick, and told in one line. */
  cancelled?(context: StageContext): Promise<string>
}

export const skipped = (reason: string): StageOutcome => ({ phase: 'skipped', reason })
