import type { Status } from '../expressions.ts'

/** What a job ended with, as `needs` and the status functions see it. */
export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'

/** A job as the graph sees it. */
export interface Needing {
  readonly id: string
  readonly needs: readonly string[]
}

/** All jobs that a job waits for, near and far. */
export function ancestors(job: Needing, jobs: readonly Needing[]): readonly string[] {
  const found = new Set(job.needs)
  for (const id of found) for (const next of jobs.find((other) => other.id === id)?.needs ?? []) found.add(next)
  return [...found]
}

/** What is wrong with a graph, as GitHub refuses it before anything runs. */
export function faults(jobs: readonly Needing[]): readonly string[] {
  const missing = jobs.flatMap(({ id, needs }) =>
    needs.filter((need) => !jobs.some((job) => job.id === need)).map((need) => `Job '${id}' depends on unknown job '${need}'.`),
  )
  const round = jobs.filter((job) => ancestors(job, jobs).includes(job.id)).map(({ id }) => `Job '${id}' depends on itself.`)
  const begins = jobs.some(({ needs }) => needs.length === 0)
  return [...missing, ...round, ...(begins ? [] : ['The workflow must contain at least one job with no dependencies.'])]
}

/**
 * The status functions of a job's `if`: over all ancestors, not only the nearest.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export const statusOver = (results: readonly Result[], cancelled: boolean): Status => ({
  success: !cancelled && results.every((result) => result === 'success'),
  failure: results.includes('failure'),
  cancelled,
})

/** What a run or a called workflow ended with, from its jobs. */
export function conclusionOf(results: readonly Result[]): Result {
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}
