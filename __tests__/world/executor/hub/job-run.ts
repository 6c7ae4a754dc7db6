import type { Conclusion, Progress } from '../../github/progress.ts'
import type { Repository } from '../../github/rooms/index.ts'
import type { JobStep } from '../../github/rooms/workflow-job-book.ts'
import type { Annotation } from '../../runner/log.ts'
import type { JobEnd, RunningJob } from '../job.ts'
import type { Result } from '../workflow/graph.ts'
import type { Permissions } from '../workflow/permissions.ts'
import type { Bell } from './bell.ts'
import type { Member } from './concurrency.ts'

/** Where a job is seen: the repository's books, and whoever waits for news. */
export interface Board {
  readonly repository: Repository
  readonly bell: Bell
}

/** A job of an attempt, as tests and GitHub's API see it. */
export class JobRun implements Member {
  /** `production / deploy` */
  readonly name: string
  /** The same by the keys of the files, by which an attempt finds it again. */
  readonly path: string
  /** That of GitHub's API, and of its check run. */
  readonly id: number
  readonly permissions: Permissions
  readonly over = new AbortController()
  readonly log: string[] = []
  status: Progress = 'queued'
  conclusion: Conclusion = null
  result: Result | undefined
  outputs: Readonly<Record<string, string>> = {}
  annotations: readonly Annotation[] = []
  summaries: readonly string[] = []
  steps: readonly JobStep[] = []
  /** Whether it only stands for one that an earlier attempt ran. */
  kept = false
  timedOut = false
  #machine: RunningJob | undefined
  #stopped: string | undefined
  readonly #board: Board

  constructor(
    board: Board,
    spec: { run: number; name: string; path: string; permissions: Permissions; labels?: readonly string[] },
  ) {
    const { run, name, path, permissions, labels = [] } = spec
    this.#board = board
    this.name = name
    this.path = path
    this.permissions = permissions
    this.id = board.repository.workflowJobs.add({ run, name, status: 'queued', labels }).id
    board.bell.ring()
  }

  /** Why it was stopped, where it was. */
  get stopped(): string | undefined {
    return this.#stopped
  }

  turn(status: Progress): void {
    this.status = status
    this.#board.repository.workflowJobs.change(this.id, { status })
    this.#board.bell.ring()
  }

  /** A machine took it. */
  start(machine: RunningJob, runner: string): void {
    this.#machine = machine
    const startedAt = this.#board.repository.world.now()
    this.#board.repository.workflowJobs.change(this.id, { runnerName: runner, startedAt })
    this.turn('in_progress')
  }

  say(line: string): void {
    this.log.push(line)
    this.#board.bell.ring()
  }

  /** Somebody or something ends it before its time: it leaves every line, and its machine is told. */
  stop(why: string): void {
    if (this.result !== undefined || this.#stopped !== undefined) return
    this.#stopped = why
    this.note(why)
    this.over.abort(new Error(why))
    this.#machine?.cancel()
  }

  /** A newer one of its concurrency group takes its place. */
  giveWay(group: string): void {
    this.stop(`Canceling since a higher priority waiting request for ${group} exists`)
  }

  /** Its machine says nothing more. */
  lose(): void {
    if (!this.#machine || this.result !== undefined) throw new Error(`${this.name} has no machine that could be lost.`)
    this.#machine.lose()
  }

  /** Its `timeout-minutes` are over. */
  timeOut(minutes: number): void {
    this.timedOut = true
    this.#machine?.timeOut(minutes)
  }

  /** Adds what GitHub says of the job, as an annotation of its check run. */
  note(message: string, level: Annotation['level'] = 'error'): void {
    if (this.annotations.some((known) => known.message === message)) return
    this.annotations = [...this.annotations, { level, message, properties: {} }]
    this.#board.repository.annotations.add(this.id, { message, level: level === 'error' ? 'failure' : level })
  }

  end(result: Result, outputs: Readonly<Record<string, string>> = {}, conclusion: Conclusion = result): void {
    this.result = result
    this.conclusion = conclusion
    this.outputs = outputs
    this.status = 'completed'
    const completedAt = this.#board.repository.world.now()
    this.#board.repository.workflowJobs.change(this.id, { status: 'completed', conclusion, completedAt })
    this.#board.bell.ring()
  }

  /** Stands for what an earlier attempt ran. */
  keep(earlier: JobRun): void {
    this.kept = true
    this.summaries = earlier.summaries
    this.steps = earlier.steps
    this.#board.repository.workflowJobs.change(this.id, { steps: this.steps })
    this.end(earlier.result ?? 'skipped', earlier.outputs, earlier.conclusion)
  }

  /** What the machine had to say. */
  take({ annotations, summaries, steps }: JobEnd): void {
    this.summaries = summaries
    for (const { message, level, properties } of annotations) {
      const { title = null, file = '.github', line = '1' } = properties
      this.annotations = [...this.annotations, { level, message, properties }]
      const said = { message, title, path: file, line: Number(line) } as const
      this.#board.repository.annotations.add(this.id, { ...said, level: level === 'error' ? 'failure' : level })
    }
    this.steps = steps.map((step) => ({ ...step, status: stepStatus(step) }))
    this.#board.repository.workflowJobs.change(this.id, { steps: this.steps })
  }
}

/** A step that a lost machine was at never ended. */
const stepStatus = ({ conclusion, startedAt }: JobEnd['steps'][number]): JobStep['status'] =>
  conclusion !== null ? 'completed' : startedAt === null ? 'queued' : 'in_progress'
