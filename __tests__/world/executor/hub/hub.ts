import { resolve } from 'node:path'
import { type ScriptedGitHub, startGitHub } from '../../github/github.ts'
import { FastClock } from '../clock.ts'
import { startJob } from '../machine.ts'
import type { HubEvent } from '../workflow/event.ts'
import { declared, InputRefused, typed } from '../workflow/inputs.ts'
import { mapping } from '../workflow/plain.ts'
import type { Place } from '../workflow/tree.ts'
import { triggered } from '../workflow/triggers.ts'
import { Bell } from './bell.ts'
import { type Desk, type HubOptions, Tokens, type Told } from './desk.ts'
import type { Review } from './doors.ts'
import { eventOf, type Happening, workflowRunEvent } from './events.ts'
import { type Home, type HomeSeed, homeOf } from './home.ts'
import { startIdentity } from './identity.ts'
import { Run } from './run.ts'
import { placeOf, placesOf, type Shelves } from './sources.ts'
import { usual } from './switches.ts'

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run: no more than three levels are chained. */
const CHAINED = 3

/** GitHub as workflows see it: it starts runs, lets people approve, and keeps what became of them. */
export class Hub {
  readonly github: ScriptedGitHub
  readonly clock: FastClock
  readonly desk: Desk
  readonly #homes = new Map<string, Home>()
  readonly #runs: Run[] = []
  readonly #closing = new AbortController()

  constructor(github: ScriptedGitHub, identity: Desk['identity'], clock: FastClock, options: HubOptions) {
    const shelves: Shelves = { folders: { 'org/deploy-action': resolve('.'), ...options.folders }, homes: this.#homes }
    this.github = github
    this.clock = clock
    this.desk = {
      ...{ github, identity, clock, shelves, switches: { ...usual, ...options.switches } },
      ...{ bell: new Bell(), tokens: new Tokens(), closing: this.#closing.signal },
      serverUrl: options.serverUrl ?? 'https://github.com',
      machineEnv: options.machineEnv ?? {},
      startJob: options.startJob ?? startJob,
      tell: (home, told) => this.#tell(home, told),
    }
  }

  /** The repository of a name, made when it is first asked for. */
  repository(name: string, seed: HomeSeed = {}): Home {
    const known = this.#homes.get(name.toLowerCase())
    if (known) return known
    const home = homeOf(this.desk, name, seed)
    this.#homes.set(name.toLowerCase(), home)
    return home
  }

  get runs(): readonly Run[] {
    return this.#runs
  }

  /** The newest run of a workflow's file. */
  runOf(file: string): Run | undefined {
    return this.#runs.findLast((run) => run.spec.top.workflow.path === `.github/workflows/${file}`)
  }

  /** Something happens to the only repository, or to a named one; answers every run that it starts. */
  happen(happening: Happening, name?: string): readonly Run[] {
    const home = this.#home(name)
    const event = eventOf(home, happening)
    return happening.name === 'workflow_dispatch'
      ? [this.#dispatch(home, event, happening.workflow)]
      : this.#offer(home, event, 0)
  }

  /** The same, where exactly one run starts. */
  event(happening: Happening, name?: string): Run {
    const started = this.happen(happening, name)
    const [run] = started
    if (!run || started.length > 1)
      throw new Error(
        `${happening.name} starts ${started.map((each) => each.spec.top.workflow.name).join(', ') || 'nothing'}, not one run.`,
      )
    return run
  }

  approve(run: Run, environment: string, review: Review): void {
    run.spec.home.doors.review(run.id, environment, review)
  }

  /** Lets time pass at once, between jobs. */
  advance({ days = 0, hours = 0, minutes = 0 }: { days?: number; hours?: number; minutes?: number }): void {
    this.clock.advance(((days * 24 + hours) * 60 + minutes) * 60_000)
  }

  /** Waits until no run goes on, those that other runs start included. */
  async quiet(): Promise<void> {
    for (let seen = -1; seen !== this.#runs.length; ) {
      seen = this.#runs.length
      await Promise.all(this.#runs.map((run) => run.done))
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all([this.github.close(), this.desk.identity.close()])
  }

  #home(name: string | undefined): Home {
    const home = name === undefined ? [...this.#homes.values()][0] : this.#homes.get(name.toLowerCase())
    if (!home) throw new Error(`There is no repository ${name ?? ''}`)
    return home
  }

  /** GitHub knows a workflow by the default branch, and runs it as it is at the ref. https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event */
  #dispatch(home: Home, event: HubEvent, file: string): Run {
    const path = `.github/workflows/${file}`
    const tip = home.repository.resolve(home.repository.defaultBranch) ?? ''
    const known = placeOf(home, path, event.ref, tip)
    const top = placeOf(home, path, event.ref, event.sha)
    if (!known || !top) throw new InputRefused(`${path} is not there.`)
    if (!top.workflow.on.has('workflow_dispatch')) throw new InputRefused("Workflow does not have 'workflow_dispatch' trigger")
    return this.#start(home, event, top, 0)
  }

  /** Offers an event to the workflows of its commit. */
  #offer(home: Home, event: HubEvent, depth: number): readonly Run[] {
    return placesOf(home, event.ref, event.sha)
      .filter((top) => triggered(top.workflow.on, event))
      .map((top) => this.#start(home, event, top, depth))
  }

  #start(home: Home, event: HubEvent, top: Place, depth: number): Run {
    const inputs =
      event.name === 'workflow_dispatch' ? typed(declared(mapping(top.workflow.dispatch, 'inputs')), event.inputs ?? {}) : {}
    const run = new Run({ desk: this.desk, home, event, top, inputs, depth })
    this.#runs.push(run)
    return run
  }

  #tell(home: Home, { id, action, depth }: Told): void {
    const run = this.#runs.find((each) => each.id === id && each.spec.home === home)
    if (!run || depth >= CHAINED) return
    const { workflow } = run.spec.top
    const byFile = run.conclusion === 'startup_failure' && this.desk.switches.startupFailureIsNamed === 'file'
    this.#offer(home, workflowRunEvent(home, id, action, byFile ? workflow.path : workflow.name, run.spec.event), depth + 1)
  }
}

/** Opens a hub with a scripted GitHub of its own. */
export async function openHub(options: HubOptions = {}): Promise<Hub> {
  const clock = options.clock ?? new FastClock(options.switches?.speed ?? usual.speed)
  const [github, identity] = await Promise.all([startGitHub({ clock }), startIdentity(clock)])
  return new Hub(github, identity, clock, options)
}
