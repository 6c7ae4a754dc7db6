import { condition, evaluate, type Seen, type Status, text, texts, truthy, value } from './expressions.ts'
import type { Ground } from './ground.ts'
import type { StepToken } from './job.ts'
import type { LiveJob } from './live-job.ts'
import { NotModelled } from './not-modelled.ts'
import type { Entry } from './page.ts'
import { Refusal } from './refusal.ts'

/** A step, or what runs of it after all steps. */
export interface Unit {
  readonly token: StepToken
  readonly id: string
  readonly entry: Entry
  /** `post-if` of an action, as it is written; undefined for the step itself. */
  readonly postIf: string | undefined
  run(given: Given): Promise<Done | undefined>
}

/** What a unit runs with. */
export interface Given {
  readonly seen: Seen
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMinutes: number
  /** Whether it goes on when the job is cancelled. */
  readonly stays: () => boolean
}

/** What a unit that has run leaves. */
export interface Done {
  readonly end: 'success' | 'failure' | 'cancelled' | 'timed out'
  readonly outputs: Readonly<Record<string, string>>
}

const FAILED: Done = { end: 'failure', outputs: {} }

/** Runs a unit if its condition holds, and writes down how it ended. Nothing is written where the machine went away. */
export async function runUnit(job: LiveJob, ground: Ground, unit: Unit): Promise<void> {
  const { token, id, entry } = unit
  const { cancelled } = job.ends
  const done = await refusable(job, async () => {
    const env = texts(token.find('env'), job.seen(ground, id))
    const seen = job.seen(ground, id, env)
    if (!wanted(unit, seen, job.status(cancelled))) return 'skipped'
    entry.begin(nameOf(unit, seen))
    const stays = (): boolean => wanted(unit, seen, job.status(true))
    return unit.run({ seen, env, timeoutMinutes: minutes(unit, seen), stays })
  })
  if (done === undefined) return entry.end(job.ends.over === 'forced' ? 'cancelled' : null)
  if (done === 'skipped') return settle(job, unit, 'skipped', 'skipped', {})
  if (done.end === 'timed out') job.page.note('error', 'The action has timed out.')
  if (done.end === 'cancelled') job.page.note('error', 'The operation was canceled.')
  const outcome = done.end === 'timed out' ? 'failure' : done.end
  const forgiven = outcome === 'failure' && (await refusable(job, () => forgives(token, job.seen(ground, id)))) === true
  settle(job, unit, outcome, forgiven ? 'success' : outcome, done.outputs)
}

function settle(job: LiveJob, unit: Unit, outcome: string, conclusion: string, outputs: Done['outputs']): void {
  unit.entry.end(conclusion)
  if (unit.postIf === undefined) job.results[unit.id] = { outputs, outcome, conclusion }
  if (conclusion === 'failure') job.failed = true
}

async function forgives(token: StepToken, seen: Seen): Promise<boolean> {
  return value(token.find('continue-on-error'), seen) === true
}

async function refusable<T>(job: LiveJob, work: () => Promise<T>): Promise<T | Done> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    job.page.note('error', error.message)
    return FAILED
  }
}

// The condition of a post step counts as it is written: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runspost-if
function wanted({ token, postIf }: Unit, seen: Seen, status: Status): boolean {
  return postIf === undefined ? condition(token.find('if'), seen, status) : truthy(evaluate(postIf, seen, status))
}

function minutes({ token, postIf }: Unit, seen: Seen): number {
  const given = value(token.find('timeout-minutes'), seen)
  if (given === undefined || postIf !== undefined) return 0
  if (typeof given !== 'number' || !Number.isInteger(given)) throw new NotModelled(`timeout-minutes: ${given} of a step`)
  return given
}

function nameOf({ token, entry, postIf }: Unit, seen: Seen): string {
  const [name, run] = [token.find('name'), token.find('run')]
  if (name !== undefined) return `${postIf === undefined ? '' : 'Post '}${text(value(name, seen))}`
  return run === undefined ? entry.name : runName(text(value(run, seen)))
}

/** The name of a step without one that runs a script. */
export function runName(script: string): string {
  return `Run ${script.trimStart().split(/\r?\n/)[0]}`
}
