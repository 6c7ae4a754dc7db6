import type { Conclusion } from '../../github/progress.ts'
import { planTree, StartupFailure, type Tree } from '../workflow/tree.ts'
import { Attempt } from './attempt.ts'
import type { Member } from './concurrency.ts'
import type { JobRun } from './job-run.ts'
import { play, type RunSpec } from './play.ts'
import { keptOf } from './rerun.ts'
import { finder } from './sources.ts'

/** A run of a workflow, with all its attempts. */
export class Run implements Member {
  readonly id: number
  readonly spec: RunSpec
  /** Why it ended before its first job began. */
  error: string | undefined
  conclusion: Conclusion = null
  readonly #attempts: Attempt[] = []
  #tree: Tree | undefined
  #done: Promise<Conclusion>
  #over = new AbortController()
  /** What the executor itself could not do. */
  #broken: unknown

  constructor(spec: RunSpec) {
    this.spec = spec
    const { home, event, top } = spec
    const branch = event.ref.startsWith('refs/heads/')
      ? event.ref.slice('refs/heads/'.length)
      : (event.head ?? event.ref.replace('refs/tags/', ''))
    const workflow = top.workflow.path.replace('.github/workflows/', '')
    const started = { workflow, sha: event.sha, branch, event: event.name, actor: event.actor, status: 'queued' } as const
    this.id = home.repository.workflowRuns.add(started).id
    home.artifacts.set(this.id, [])
    this.#done = this.#attempt(event.actor, new Map(), true)
  }

  get done(): Promise<Conclusion> {
    return this.#done
  }

  get jobs(): readonly JobRun[] {
    return this.#attempts.at(-1)?.jobs ?? []
  }

  /** A job of the newest attempt. */
  job(name: string): JobRun {
    const found = this.jobs.find((job) => job.name === name)
    if (!found)
      throw new Error(`Run ${this.id} has no job ${name}, but ${this.jobs.map((job) => job.name).join(', ') || 'none'}.`)
    return found
  }

  /** Each job with what became of it, for one look. */
  get told(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.jobs.map(({ name, conclusion, status }) => [name, conclusion ?? status]))
  }

  /** Waits until something holds, and fails where the run ends before it does. */
  async until(what: string, holds: () => boolean): Promise<void> {
    await this.spec.desk.bell.until(() => {
      if (this.#broken !== undefined) throw this.#broken
      if (holds()) return true
      if (this.conclusion !== null)
        throw new Error(
          `Run ${this.id} ended with ${this.conclusion} before ${what}: ${JSON.stringify(this.told)} ${this.error ?? ''}`,
        )
      return false
    })
  }

  waitingFor(environment: string): Promise<void> {
    return this.until(`it waited for ${environment}`, () => this.spec.home.doors.waits(this.id, environment))
  }

  /** Waits until a job has printed something. */
  printed(name: string, what: RegExp): Promise<void> {
    return this.until(`${name} printed ${what}`, () =>
      this.jobs.some((job) => job.name === name && what.test(job.log.join('\n'))),
    )
  }

  /** Somebody cancels the run; jobs whose condition still holds go on. */
  cancel({ by = this.spec.event.actor, force = false }: { by?: string; force?: boolean } = {}): void {
    this.#over.abort()
    this.#attempts.at(-1)?.cancel(`The run was canceled by @${by}.`, force)
  }

  giveWay(group: string): void {
    this.#over.abort()
    this.#attempts.at(-1)?.cancel(`Canceling since a higher priority waiting request for ${group} exists`, false)
  }

  /** Runs what did not succeed again, with everything that needs it. https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs */
  rerunFailed({ by = this.spec.event.actor }: { by?: string } = {}): void {
    if (!this.#tree) throw new Error(`Run ${this.id} never began: it has no failed jobs.`)
    this.#again(by, keptOf(this.#tree, this.jobs), false)
  }

  rerunAll({ by = this.spec.event.actor }: { by?: string } = {}): void {
    this.#again(by, new Map(), true)
  }

  #again(by: string, kept: ReadonlyMap<string, JobRun>, fresh: boolean): void {
    if (this.conclusion === null) throw new Error(`Run ${this.id} goes on: it can not be run again.`)
    this.conclusion = null
    this.error = undefined
    this.#over = new AbortController()
    this.spec.home.repository.workflowRuns.rerun(this.id, { status: 'queued', by })
    this.#done = this.#attempt(by, kept, fresh)
  }

  async #attempt(by: string, kept: ReadonlyMap<string, JobRun>, fresh: boolean): Promise<Conclusion> {
    const { desk, home } = this.spec
    const attempt = new Attempt(desk, this.#attempts.length + 1, kept)
    this.#attempts.push(attempt)
    // Only then has whoever made the run got it.
    await Promise.resolve()
    if (fresh) desk.tell(home, { id: this.id, action: 'requested', depth: this.spec.depth })
    const conclusion = await this.#play(attempt, by, fresh).catch((error: unknown) => this.#breaks(error))
    this.conclusion = conclusion
    home.repository.workflowRuns.change(this.id, { status: 'completed', conclusion })
    desk.bell.ring()
    desk.tell(home, { id: this.id, action: 'completed', depth: this.spec.depth })
    return conclusion
  }

  async #play(attempt: Attempt, by: string, fresh: boolean): Promise<Conclusion> {
    const { desk, top } = this.spec
    try {
      // All jobs again ask anew what a called workflow is; failed ones have it from the first attempt.
      if (fresh || !this.#tree) this.#tree = planTree(top, finder(desk.shelves))
    } catch (error) {
      if (!(error instanceof StartupFailure)) throw error
      this.error = error.message
      return 'startup_failure'
    }
    return play({ spec: this.spec, id: this.id, member: this, attempt, by, over: this.#over.signal, tree: this.#tree })
  }

  #breaks(error: unknown): never {
    this.#broken = error
    this.spec.desk.bell.ring()
    throw error
  }
}
