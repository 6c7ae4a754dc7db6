import { Ends } from './ends.ts'
import { type Json, type Seen, type Status, texts } from './expressions.ts'
import type { Ground } from './ground.ts'
import type { JobOrder } from './job.ts'
import { Page } from './page.ts'

/** What `steps.<id>` holds. https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#steps-context */
export interface StepResult {
  readonly outputs: Readonly<Record<string, string>>
  readonly outcome: string
  readonly conclusion: string
}

/** A name that no step can set: https://docs.github.com/en/actions/reference/workflows-and-actions/variables#naming-conventions-for-environment-variables */
const OF_THE_RUNNER = /^(?:GITHUB|RUNNER|ACTIONS)_/

/** A job on its machine: what its steps have done so far, and what they see of it. */
export class LiveJob {
  readonly order: JobOrder
  readonly page: Page
  readonly ends: Ends
  /** The end of the steps so far. */
  failed = false
  readonly results: Record<string, StepResult> = {}
  /** By GITHUB_ENV. */
  readonly exported: Record<string, string> = {}
  /** By GITHUB_PATH, the newest first. */
  paths: readonly string[] = []

  constructor(order: JobOrder) {
    this.order = order
    this.page = new Page(order)
    this.ends = new Ends(order.clock)
  }

  status(cancelled = this.ends.cancelled): Status {
    return { success: !cancelled && !this.failed, failure: !cancelled && this.failed, cancelled }
  }

  /** The contexts of a step. */
  seen(ground: Ground, step: string, stepEnv: Readonly<Record<string, string>> = {}): Seen {
    const { variables } = ground
    const { contexts } = this.order
    const status = this.ends.cancelled ? 'cancelled' : this.failed ? 'failure' : 'success'
    const given = contexts.github as Readonly<Record<string, Json>>
    return {
      ...contexts,
      github: { ...given, action: step, workspace: ground.workspace, event_path: variables['GITHUB_EVENT_PATH'] ?? '' },
      env: { ...this.env(), ...stepEnv },
      steps: this.results as unknown as Json,
      job: { status },
      runner: {
        name: variables['RUNNER_NAME'] ?? '',
        os: variables['RUNNER_OS'] ?? '',
        arch: variables['RUNNER_ARCH'] ?? '',
        environment: variables['RUNNER_ENVIRONMENT'] ?? '',
        temp: ground.temp,
        tool_cache: variables['RUNNER_TOOL_CACHE'] ?? '',
      },
    }
  }

  /** The environment of a process; what is the runner's own cannot be overwritten. */
  environment(ground: Ground, ofStep: Readonly<Record<string, string>>): Record<string, string> {
    const { variables } = ground
    const written = { ...variables, ...this.env(), ...ofStep }
    const own = Object.entries(variables).filter(([name]) => OF_THE_RUNNER.test(name))
    return { ...written, ...Object.fromEntries(own), PATH: [...this.paths, written['PATH']].join(':') }
  }

  /** The `env` of workflow and job, and what steps have exported. */
  env(): Record<string, string> {
    const { env, contexts } = this.order
    return { ...Object.assign({}, ...env.map((each) => texts(each, contexts))), ...this.exported }
  }
}
