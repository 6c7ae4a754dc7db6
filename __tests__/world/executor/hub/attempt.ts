import { type Contexts, condition, text, value } from '../expressions.ts'
import { NotModelled } from '../not-modelled.ts'
import { ancestors, conclusionOf, type Result, statusOver } from '../workflow/graph.ts'
import { declared, InputRefused, typed } from '../workflow/inputs.ts'
import { ofFork } from '../workflow/permissions.ts'
import { mapping } from '../workflow/plain.ts'
import type { Planned } from '../workflow/tree.ts'
import type { Desk } from './desk.ts'
import { type Ended, enter } from './enter.ts'
import { JobRun } from './job-run.ts'
import { contextsOf, evaluated, nameOf, type Scope, Unevaluated } from './scope.ts'
import { secretsFor, withOf } from './stay.ts'

type Done = Pick<Ended, 'result' | 'outputs'>

/** One attempt of a run, from its first job to its last. */
export class Attempt {
  readonly number: number
  readonly jobs: JobRun[] = []
  readonly #desk: Desk
  /** What of the attempt before counts again, by the paths of the jobs. */
  readonly #kept: ReadonlyMap<string, JobRun>
  readonly #goesOn = new Map<JobRun, () => boolean>()
  #cancelled = false

  constructor(desk: Desk, number: number, kept: ReadonlyMap<string, JobRun>) {
    this.#desk = desk
    this.#kept = kept
    this.number = number
  }

  get cancelled(): boolean {
    return this.#cancelled
  }

  async play(scope: Scope): Promise<Result> {
    const done = await this.#jobs(scope)
    return this.#cancelled ? 'cancelled' : conclusionOf([...done.values()].map(({ result }) => result))
  }

  /**
   * Jobs whose condition holds even now go on, the others end; `force` asks nobody.
   * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
   */
  cancel(why: string, force: boolean): void {
    this.#cancelled = true
    for (const [job, goesOn] of this.#goesOn) if (job.result === undefined && (force || !goesOn())) job.stop(why)
  }

  async #jobs(scope: Scope): Promise<ReadonlyMap<string, Done>> {
    const { jobs } = scope.tree
    const done = new Map<string, Done>()
    const begun = new Map<string, Promise<void>>()
    const begin = (id: string): Promise<void> => {
      const planned = jobs.find(({ job }) => job.id === id)
      const known = begun.get(id)
      if (known || !planned) return known ?? Promise.resolve()
      const going = Promise.all(planned.job.needs.map(begin)).then(async () => {
        done.set(id, await this.#job(planned, scope, done))
      })
      begun.set(id, going)
      return going
    }
    await Promise.all(jobs.map(({ job }) => begin(job.id)))
    return done
  }

  async #job(planned: Planned, scope: Scope, done: ReadonlyMap<string, Done>): Promise<Done> {
    const { job } = planned
    const of = (id: string): Done => done.get(id) ?? { result: 'skipped', outputs: {} }
    const near = scope.tree.jobs.map((each) => each.job)
    const above = ancestors(job, near).map((id) => of(id).result)
    const needs = Object.fromEntries(job.needs.map((id) => [id, { ...of(id) }]))
    const contexts = contextsOf(scope, job.id, needs)
    const holds = (): boolean => condition(job.token.find('if'), contexts, statusOver(above, this.#cancelled))
    const begin = (): JobRun => this.#begin(planned, scope, contexts)
    return this.#guarded(begin, async () => {
      if (!evaluated(holds))
        return this.#over(begin(), this.#cancelled && above.every((result) => result === 'success') ? 'cancelled' : 'skipped')
      if (planned.calls) return this.#call(planned, scope, contexts)
      const run = begin()
      const kept = this.#kept.get(run.path)
      if (kept) return this.#over(run, kept.result ?? 'skipped', kept)
      this.#goesOn.set(run, holds)
      const { result, outputs, conclusion } = await enter({ desk: this.#desk, job: run, planned, scope, contexts })
      run.end(result, outputs, conclusion)
      return { result, outputs }
    })
  }

  /** What GitHub can not evaluate fails the job; what the executor does not model fails the test. */
  async #guarded(begin: () => JobRun, play: () => Promise<Done>): Promise<Done> {
    try {
      return await play()
    } catch (error) {
      if (!(error instanceof InputRefused) && !(error instanceof Unevaluated)) throw error
      const run = begin()
      run.note(`The template is not valid. ${error.message}`)
      return this.#over(run, 'failure')
    }
  }

  #over(run: JobRun, result: Result, kept?: JobRun): Done {
    if (kept) run.keep(kept)
    else run.end(result)
    return { result, outputs: kept?.outputs ?? {} }
  }

  #begin({ job, permissions, calls }: Planned, scope: Scope, contexts: Contexts): JobRun {
    const path = `${scope.path}${job.id}`
    const known = this.jobs.find((each) => each.path === path)
    if (known) return known
    const name = `${scope.prefix}${nameOf(job, contexts)}`
    const labels = calls ? [] : [value(job.token.find('runs-on'), contexts) ?? []].flat().map(text)
    const { home, id, fork } = scope.run
    const given = fork ? ofFork(permissions) : permissions
    const run = new JobRun(
      { repository: home.repository, bell: this.#desk.bell },
      { run: id, name, path, permissions: given, labels },
    )
    this.jobs.push(run)
    return run
  }

  async #call(planned: Planned, scope: Scope, contexts: Contexts): Promise<Done> {
    const { job, calls } = planned
    if (!calls) throw new Error(`${job.id} calls nothing`)
    const { call, root } = calls.place.workflow
    if (job.token.find('concurrency') || root.find('concurrency')) throw new NotModelled('the concurrency of a called workflow')
    const inputs = typed(
      declared(mapping(call, 'inputs')),
      evaluated(() => withOf(job.token, contexts)),
    )
    const secrets = secretsFor(job.token, { ...contexts, secrets: scope.secrets }, scope.secrets)
    const path = `${scope.path}${job.id}/`
    const inner: Scope = { ...scope, tree: calls, prefix: `${scope.prefix}${nameOf(job, contexts)} / `, path, inputs, secrets }
    const done = await this.#jobs(inner)
    const jobs = Object.fromEntries([...done].map(([id, each]) => [id, { ...each }]))
    const outputs = Object.fromEntries(
      [...(mapping(call, 'outputs') ?? [])].map(({ key, value: each }) => [
        key.toString(),
        text(value(each.assertMapping('output').find('value'), { github: contexts.github, vars: contexts.vars, inputs, jobs })),
      ]),
    )
    return { result: conclusionOf([...done.values()].map(({ result }) => result)), outputs }
  }
}
