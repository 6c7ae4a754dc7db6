import type { JobOrder, RunningJob } from './job.ts'

/** Runs a job on a fresh machine. */
export function startJob(order: JobOrder): RunningJob {
  throw new Error(`not there yet: ${order.name}`)
}
