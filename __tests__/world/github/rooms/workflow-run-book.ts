import type { Ground } from '../ground.ts'
import type { Conclusion, Progress } from '../progress.ts'
import { defineRoom } from '../room.ts'

/** A run of a workflow. Running it again is a new attempt of the same run. */
export interface WorkflowRun {
  readonly id: number
  readonly number: number
  readonly attempt: number
  readonly workflow: string
  readonly sha: string
  readonly branch: string | null
  readonly event: string
  readonly status: Progress
  readonly conclusion: Conclusion
  readonly actor: string
  readonly triggeringActor: string
  readonly checkSuite: number
  readonly createdAt: string
  readonly startedAt: string
  readonly updatedAt: string
}

/** Somebody's word on environments that wait for it. */
export interface Approval {
  readonly environments: readonly string[]
  readonly user: string
  readonly state: 'approved' | 'rejected' | 'pending'
  readonly comment: string
}

type Result = { readonly conclusion?: WorkflowRun['conclusion']; readonly status?: WorkflowRun['status']; readonly by?: string }

/** The workflow runs of a repository, the newest first. */
export class WorkflowRuns {
  readonly #ground: Ground
  readonly #runs = new Map<number, WorkflowRun>()
  readonly #approvals = new Map<number, Approval[]>()
  readonly #workflows = new Map<string, number>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly WorkflowRun[] {
    return [...this.#runs.values()].reverse()
  }

  get(id: number): WorkflowRun | undefined {
    return this.#runs.get(id)
  }

  /** The identifier of a workflow by the name of its file: it exists once it has run, or where the default branch has its file. */
  workflow(file: string): number | undefined {
    const { commits, defaultBranch, world } = this.#ground
    const tip = commits.get(this.#ground.resolve(defaultBranch) ?? '')
    const known = this.#workflows.get(file)
    if (known !== undefined || !tip?.files.has(`.github/workflows/${file}`)) return known
    this.#workflows.set(file, world.id())
    return this.#workflows.get(file)
  }

  /** Adds a run of ci.yml that succeeded on the default branch, unless something else is said. */
  add(draft: Partial<WorkflowRun> = {}): WorkflowRun {
    const { world, defaultBranch, owner } = this.#ground
    const workflow = draft.workflow ?? 'ci.yml'
    if (!this.#workflows.has(workflow)) this.#workflows.set(workflow, world.id())
    const branch = draft.branch === undefined ? defaultBranch : draft.branch
    const status = draft.status ?? 'completed'
    const actor = draft.actor ?? owner
    const now = world.now()
    const run: WorkflowRun = {
      id: world.id(),
      number: this.all().filter((other) => other.workflow === workflow).length + 1,
      attempt: 1,
      sha: this.#ground.resolve(branch ?? defaultBranch) ?? '',
      event: 'push',
      conclusion: status === 'completed' ? 'success' : null,
      triggeringActor: actor,
      checkSuite: world.id(),
      createdAt: now,
      startedAt: now,
      updatedAt: now,
      ...draft,
      ...{ workflow, branch, status, actor },
    }
    this.#runs.set(run.id, run)
    return run
  }

  change(id: number, changes: Partial<Omit<WorkflowRun, 'id'>>): WorkflowRun {
    const run = this.#runs.get(id)
    if (!run) throw new Error(`${this.#ground.fullName} has no workflow run ${id}`)
    const changed = { ...run, updatedAt: this.#ground.world.now(), ...changes }
    this.#runs.set(id, changed)
    return changed
  }

  /** Runs it again: the same run with one more attempt, whose conclusion takes the place of the last one. */
  rerun(id: number, { by, ...result }: Result = {}): WorkflowRun {
    const { attempt, actor } = this.change(id, {})
    const status = result.status ?? 'completed'
    const conclusion = result.conclusion ?? (status === 'completed' ? 'success' : null)
    const startedAt = this.#ground.world.now()
    return this.change(id, { attempt: attempt + 1, status, conclusion, startedAt, triggeringActor: by ?? actor })
  }

  approvals(id: number): readonly Approval[] {
    return this.#approvals.get(id) ?? []
  }

  /** Lets somebody review the environments that a run waits for. */
  review(id: number, draft: { environment: string | readonly string[]; user: string } & Partial<Omit<Approval, 'environments'>>) {
    const { environment, ...rest } = draft
    const environments = [environment].flat()
    const approval: Approval = { state: 'approved', comment: '', ...rest, environments }
    this.#approvals.set(id, [...this.approvals(id), approval])
    return approval
  }
}

/** Where a repository's workflow runs are kept. */
export const workflowRunBook = defineRoom({ open: (repository) => new WorkflowRuns(repository) })
