import type { Ground } from '../ground.ts'
import type { Conclusion, Progress } from '../progress.ts'
import { defineRoom } from '../room.ts'
import { checkRunBook } from './check-run-book.ts'
import { workflowRunBook } from './workflow-run-book.ts'

/** A step of a job. One that a lost machine was at has no conclusion. */
export interface JobStep {
  readonly name: string
  readonly number: number
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
}

/** A job of one attempt of a run. Its number is that of its check run. */
export interface WorkflowJob {
  readonly id: number
  readonly run: number
  readonly attempt: number
  /** With those of the jobs that call it before it: `production / deploy`. */
  readonly name: string
  readonly status: Progress
  readonly conclusion: Conclusion
  readonly steps: readonly JobStep[]
  readonly labels: readonly string[]
  readonly runnerName: string | null
  readonly createdAt: string
  readonly startedAt: string
  readonly completedAt: string | null
}

type Draft = { readonly run: number; readonly name: string } & Partial<WorkflowJob>

/** The jobs of a repository's workflow runs, in the order in which they were made. */
export class WorkflowJobs {
  readonly #ground: Ground
  readonly #jobs = new Map<number, WorkflowJob>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Those of one attempt of a run. */
  of(run: number, attempt: number): readonly WorkflowJob[] {
    return [...this.#jobs.values()].filter((job) => job.run === run && job.attempt === attempt)
  }

  /** Adds a job of the newest attempt: a success of GitHub's machine unless something else is said. Its check run comes with it. */
  add(draft: Draft): WorkflowJob {
    const { world } = this.#ground
    const run = workflowRunBook.of(this.#ground).get(draft.run)
    if (!run) throw new Error(`${this.#ground.fullName} has no workflow run ${draft.run}`)
    const status = draft.status ?? 'completed'
    const done = status === 'completed'
    const now = world.now()
    const job: WorkflowJob = {
      id: world.id(),
      attempt: run.attempt,
      conclusion: done ? 'success' : null,
      steps: [],
      labels: ['ubuntu-latest'],
      runnerName: done || status === 'in_progress' ? 'GitHub Actions 1' : null,
      createdAt: now,
      startedAt: now,
      completedAt: done ? now : null,
      ...draft,
      status,
    }
    this.#jobs.set(job.id, job)
    checkRunBook.of(this.#ground).add({ ...checkRunOf(job), id: job.id, sha: run.sha, suite: run.checkSuite })
    return job
  }

  /** Changes a job and its check run. */
  change(id: number, changes: Partial<Omit<WorkflowJob, 'id' | 'run' | 'attempt'>>): WorkflowJob {
    const old = this.#jobs.get(id)
    if (!old) throw new Error(`${this.#ground.fullName} has no job ${id}`)
    const job = { ...old, ...changes }
    this.#jobs.set(id, job)
    checkRunBook.of(this.#ground).change(id, checkRunOf(job))
    return job
  }
}

const checkRunOf = ({ name, status, conclusion, startedAt, completedAt }: WorkflowJob) => ({
  ...{ name, status, conclusion, startedAt, completedAt },
})

/** Where the jobs of a repository's runs are kept. */
export const workflowJobBook = defineRoom({ open: (repository) => new WorkflowJobs(repository) })
