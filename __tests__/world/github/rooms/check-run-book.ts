import type { Ground } from '../ground.ts'
import type { Conclusion, Progress } from '../progress.ts'
import { defineRoom } from '../room.ts'

/** Who reports check runs. */
export interface App {
  readonly id: number
  readonly slug: string
  readonly name: string
}

/** https://api.github.com/apps/github-actions */
export const actionsApp: App = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' }

/** A check run as the server keeps it. */
export interface CheckRun {
  readonly id: number
  readonly sha: string
  readonly name: string
  readonly status: Progress
  readonly conclusion: Conclusion
  readonly app: App
  readonly suite: number
  readonly detailsUrl: string | null
  readonly startedAt: string
  readonly completedAt: string | null
}

type Draft = { sha: string } & Partial<CheckRun>

/** The check runs of a repository's commits, the newest first. */
export class CheckRuns {
  readonly #ground: Ground
  readonly #runs: CheckRun[] = []
  readonly #suites = new Map<string, number>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly CheckRun[] {
    return this.#runs
  }

  get(id: number): CheckRun | undefined {
    return this.#runs.find((run) => run.id === id)
  }

  /** Adds a run: a success of GitHub Actions unless something else is said; one with a status but no conclusion goes on. */
  add(draft: Draft): CheckRun {
    const { world, html } = this.#ground
    const status = draft.status ?? 'completed'
    const app = draft.app ?? actionsApp
    const id = draft.id ?? world.id()
    const done = status === 'completed'
    const rest = { name: 'build', startedAt: world.now(), suite: this.#suiteOf(app, draft.sha) }
    const end = { conclusion: done ? ('success' as const) : null, completedAt: done ? world.now() : null }
    const run = { ...rest, ...end, detailsUrl: `${html}/runs/${id}`, ...draft, id, status, app }
    this.#runs.unshift(run)
    return run
  }

  change(id: number, changes: Partial<Omit<CheckRun, 'id'>>): CheckRun {
    const at = this.#runs.findIndex((run) => run.id === id)
    const old = this.#runs[at]
    if (!old) throw new Error(`${this.#ground.fullName} has no check run ${id}`)
    const run = { ...old, ...changes }
    this.#runs[at] = run
    return run
  }

  /** An app has one suite for a commit unless a run names another: GitHub Actions has one for each workflow run. */
  #suiteOf(app: App, sha: string): number {
    const key = `${app.id}:${sha}`
    const suite = this.#suites.get(key) ?? this.#ground.world.id()
    this.#suites.set(key, suite)
    return suite
  }
}

/** Where a repository's check runs are kept. */
export const checkRunBook = defineRoom({ open: (repository) => new CheckRuns(repository) })
