import type { Approval } from '../domain/gate.ts'

/** A step of a job. One that was under way when its machine was lost never gets a conclusion. */
export interface JobStep {
  readonly name: string
  readonly conclusion: string | null
}

/** A job of one attempt of a run, as GitHub shows it. */
export interface Job {
  readonly id: number
  /** With those of the jobs that call it before it: `production / deploy`. */
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
  readonly steps: readonly JobStep[]
  /** The machine that it ran on; empty where it never got one. */
  readonly runner: string
  readonly createdAt: string
  readonly completedAt: string
}

/** What GitHub says of a job besides its conclusion. */
export interface Said {
  /** Messages that stand on its check run. Absent: not known. */
  readonly annotations?: readonly string[]
  /** Of its environment. Absent: not known. */
  readonly approvals?: readonly Approval[]
}

/** What became of a job. */
export type Fate =
  | 'well'
  | 'skipped'
  | 'waiting'
  | 'rejected'
  | 'unapproved'
  | 'superseded'
  | 'cancelled'
  | 'timed-out'
  | 'lost'
  | 'failed'

// What the runner and GitHub write; nothing but these texts tells some ends apart.
// https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
const SUPERSEDED = /\bhigher priority waiting request\b/i
// https://docs.github.com/en/actions/reference/limits
const TIMED_OUT = /\bexceeded the maximum execution time\b/i
// https://github.com/actions/runner/blob/main/src/Runner.Worker/JobRunner.cs writes the second one.
const LOST = /\blost communication with the server\b|\breceived a shutdown signal\b|\bdid not connect to the server\b/i
const REFUSED = /\bdeployment was rejected\b/i

const DAY_MS = 86_400_000
/** "If a job is not approved within 30 days, it will automatically fail": https://docs.github.com/en/actions/reference/limits */
const APPROVAL_MS = 30 * DAY_MS - 3_600_000

/** Whether a job came so far that a step of it may have done something. A job that waits for approval has neither machine nor steps. */
export const began = ({ steps, runner }: Job): boolean => runner !== '' || steps.length > 0

/** What became of a job. What cannot be told from anything better has failed; nothing is ever taken for a success. */
export function fateOf(job: Job, { annotations = [], approvals = [] }: Said): Fate {
  const { status, conclusion } = job
  const said = (text: RegExp) => annotations.some((line) => text.test(line))
  if (status !== 'completed') return 'waiting'
  if (conclusion === 'success' || conclusion === 'skipped') return conclusion === 'success' ? 'well' : 'skipped'
  if (conclusion === 'timed_out' || said(TIMED_OUT)) return 'timed-out'
  if (!began(job) && said(SUPERSEDED)) return 'superseded'
  if (said(LOST) || left(job)) return 'lost'
  if (conclusion === 'cancelled') return 'cancelled'
  if (began(job)) return 'failed'
  if (said(REFUSED)) return approvals.some(isRejection) ? 'rejected' : 'failed'
  // Whatever else GitHub says of it came to this attempt; who rejected, perhaps to an earlier one.
  if (annotations.length > 0) return 'failed'
  if (rejectedBy(approvals)) return 'rejected'
  return approvals.length === 0 && waited(job) >= APPROVAL_MS ? 'unapproved' : 'failed'
}

const isRejection = ({ state }: Approval): boolean => state === 'rejected'

/** Approvals are those of all attempts: where somebody approved as well, only GitHub's own words tell which came last. */
const rejectedBy = (approvals: readonly Approval[]): boolean => approvals.length > 0 && approvals.every(isRejection)

/** A job that ended while a step was under way: nobody was there to say how that ended. A cancelled step has a conclusion. */
const left = ({ conclusion, steps }: Job): boolean =>
  conclusion !== 'cancelled' && steps.length > 0 && steps.some((step) => step.conclusion === null)

const waited = ({ createdAt, completedAt }: Job): number => {
  const ms = Date.parse(completedAt) - Date.parse(createdAt)
  return Number.isFinite(ms) ? ms : 0
}

/** What was found of the job that is reported on. */
export type Found =
  | { readonly job: Job; readonly siblings: readonly Job[] }
  /** Why it cannot be told which one it is. */
  | { readonly unclear: string }

/** Who looks for a job, and for which one. */
export interface Wanted {
  /** The job asked for, by its name in its own workflow. */
  readonly name: string
  /** The job that asks; absent where it is one of another run. */
  readonly self?: { readonly name: string; readonly runner: string }
}

/**
 * The job that is asked for. Jobs of a called workflow have the names of their callers before their own, and one workflow may be called more
 * than once: what stands before the name of the job that asks stands before the one that it asks for.
 */
export function jobIn(jobs: readonly Job[], { name, self }: Wanted): Found {
  const named = jobs.filter((job) => isNamed(job, name))
  const mine = self
    ? jobs.filter((job) => isNamed(job, self.name) && job.status === 'in_progress' && job.runner === self.runner)
    : []
  const callers = new Set(self ? mine.map((job) => callersOf(job, self.name)) : named.map((job) => callersOf(job, name)))
  const fitting = callers.size === 0 ? named : named.filter((job) => callers.has(callersOf(job, name)))
  const [job, ...others] = fitting
  if (!job) return { unclear: `the run has no job “${name}” beside this one` }
  if (others.length > 0) return { unclear: `the run has ${fitting.length} jobs “${name}”, and which one is meant cannot be told` }
  const prefix = callersOf(job, name)
  const siblings = jobs.filter((other) => other !== job && !mine.includes(other) && other.name.startsWith(prefix))
  return { job, siblings }
}

const isNamed = (job: Job, name: string): boolean => job.name === name || job.name.endsWith(` / ${name}`)
const callersOf = (job: Job, name: string): string => job.name.slice(0, job.name.length - name.length)

/** The job that kept this one from beginning: the first that ended and not well. */
export const blockerOf = (siblings: readonly Job[]): Job | undefined =>
  siblings
    .filter(({ status, conclusion }) => status === 'completed' && !['success', 'skipped', 'neutral'].includes(conclusion ?? ''))
    .toSorted((a, b) => Number(a.completedAt > b.completedAt) - Number(a.completedAt < b.completedAt))[0]
