import type { MappingToken } from '@actions/workflow-parser/templates/tokens/mapping-token'
import type { WorldClock } from '../clock.ts'
import type { Annotation } from '../runner/log.ts'
import type { ArtifactStore } from './artifacts.ts'
import type { Contexts } from './expressions.ts'

export { startJob } from './machine.ts'
export { Refusal } from './refusal.ts'

/** A step as the parser gives it. */
export type StepToken = MappingToken

/** The time of a machine and of the servers around it: it runs at a multiple of real time, and can be moved on between jobs. */
export interface MachineClock extends WorldClock {
  /** The world's milliseconds in one of ours. */
  readonly speed: number
}

/** What stands behind a `uses:`. */
export interface ActionFolder {
  /** Where `action.yml` lies. */
  readonly dir: string
  /** GITHUB_ACTION_REPOSITORY and GITHUB_ACTION_REF, which a runner sets for actions of other repositories. */
  readonly repository?: string
  readonly ref?: string
}

/** What `actions/checkout` is asked for. */
export interface Checkout {
  /** Empty for the repository and commit of the run. */
  readonly repository: string
  readonly ref: string
  readonly token: string
}

/** Where a job's actions and files come from. */
export interface ActionSource {
  /** The action behind `uses`, `$/` among them; undefined where there is none. */
  find(uses: string): ActionFolder | undefined
  /** Writes a commit's files into a folder, or throws a `Refusal`. */
  checkout(into: string, asked: Checkout): Promise<void>
}

/** One job for one machine. */
export interface JobOrder {
  /** `production / deploy` */
  readonly name: string
  readonly steps: readonly StepToken[]
  /** Evaluated at the end; what holds a masked text is left out, with GitHub's warning. */
  readonly outputs: MappingToken | undefined
  /** The workflow's and the job's. */
  readonly env: readonly (MappingToken | undefined)[]
  /** `defaults.run.shell` */
  readonly defaultShell: string | undefined
  readonly contexts: Contexts
  /** `GITHUB_*` but for the command files, `ACTIONS_ID_TOKEN_REQUEST_*`, `AWS_ENDPOINT_URL`, and what else the machine has. */
  readonly runnerEnv: Readonly<Record<string, string>>
  /** Masked from the beginning. */
  readonly secrets: readonly string[]
  readonly actions: ActionSource
  readonly clock: MachineClock
  /** The run's. */
  readonly artifacts: ArtifactStore
  readonly onLog: (line: string) => void
}

/** A step as the API shows it. https://docs.github.com/en/rest/actions/workflow-jobs */
export interface StepEnd {
  readonly name: string
  readonly conclusion: string | null
  readonly number: number
  readonly startedAt: string | null
  readonly completedAt: string | null
}

/** How a job ended. */
export interface JobEnd {
  /** `lost`: the machine said nothing more. GitHub shows that as `failure`. */
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'lost'
  readonly outputs: Readonly<Record<string, string>>
  readonly steps: readonly StepEnd[]
  readonly annotations: readonly Annotation[]
  readonly summaries: readonly string[]
  /** As it is shown, masked. */
  readonly log: string
}

/** A job on its machine. */
export interface RunningJob {
  readonly done: Promise<JobEnd>
  /** The steps so far, as the API shows them while the job runs. */
  steps(): readonly StepEnd[]
  /** A person, or GitHub, cancels the job. */
  cancel(): void
  /** The machine is gone. */
  lose(): void
  /** The job's `timeout-minutes` are over. */
  timeOut(minutes?: number): void
}
