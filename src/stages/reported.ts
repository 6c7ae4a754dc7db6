import { failedBy } from '../domain/failed.ts'
import type { Run, StageResult } from '../domain/run.ts'
import { codes } from '../foundation/codes.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { Ports } from '../ports/index.ts'
import { type Ended, endedAs } from './ended.ts'
import { blockerOf, type Found, type Job, jobIn } from './fate.ts'
import { type Asking, jobsOf, runOf, saidOf } from './jobs.ts'
import { readsBy } from './reads.ts'
import { unsentOf } from './report.ts'

/** The reporting job by its name in the reusable workflows. */
const REPORT = 'report'
const FINE = ['success', 'neutral', 'skipped']

/** Whether this job only tells what became of another one. */
export const reportsOn = ({ runner }: Pick<Ports, 'runner'>): boolean =>
  runner.input('job') !== '' || runner.input('run-id') !== ''

/** The run with what GitHub says of the job that is reported on. What cannot be found out is an error, never a success. */
export async function withEnd(ports: Ports, run: Run, signal: AbortSignal): Promise<Run> {
  const { runner } = ports
  const name = runner.input('job') || 'deploy'
  const id = runner.input('run-id')
  const asked = await attempt(async () => {
    const asking = askingOf(ports, run, signal)
    return id === '' ? { ...run, ...added(run, await ofThisRun(asking, name)) } : ofOtherRun(asking, run, { id, name })
  })
  signal.throwIfAborted()
  if ('value' in asked) return asked.value
  return { ...run, job: { name }, results: [...run.results, unknown(ports, asked.failure, name)] }
}

/** What is asked of GitHub about this run. */
export function askingOf(ports: Ports, { identity, environment }: Run, signal: AbortSignal): Asking {
  const token = ports.runner.input('github-token')
  if (!token)
    throw new Failure('What became of the job is asked of GitHub, and there is no token.', { code: 'GITHUB_TOKEN_MISSING' })
  const github = readsBy(ports.github(token), ports, signal)
  return { github, ports, identity, ...(environment === undefined ? {} : { environment }) }
}

const added = ({ results }: Run, { job, result, approvals }: Ended): Partial<Run> => ({
  job,
  // A plan that was well and never executed is no success of a deployment.
  results: [...(result.phase === 'skipped' ? results.map((one) => ({ ...one, counted: false })) : results), result],
  ...(approvals ? { approvals } : {}),
})

function unknown({ clock }: Ports, failure: Failure, job: string): StageResult {
  const now = clock.now().toISOString()
  const { reason, ...rest } = failedBy(failure)
  return {
    ...rest,
    phase: 'error',
    reason: `what became of the job ${job} is not known: ${reason}`,
    stage: REPORT,
    startedAt: now,
    endedAt: now,
  }
}

/** The job of this attempt that is asked for. */
export async function jobHere(asking: Asking, name: string): Promise<Found> {
  const { env } = asking.ports
  return jobIn(await jobsOf(asking), { name, self: { name: env['GITHUB_JOB'] || REPORT, runner: env['RUNNER_NAME'] ?? '' } })
}

async function ofThisRun(asking: Asking, name: string): Promise<Ended> {
  const found = await jobHere(asking, name)
  if ('unclear' in found) throw new Failure(`${found.unclear}.`, { code: 'JOB_UNKNOWN' })
  return endedAs(asking, found.job, found.siblings)
}

/** Another run that may have died without a word. One whose own report ended well has said everything. */
async function ofOtherRun(asking: Asking, run: Run, { id, name }: { readonly id: string; readonly name: string }): Promise<Run> {
  if (!/^\d{1,20}$/.test(id)) throw new Failure('The input `run-id` is not the number of a run.', { code: 'INPUT_INVALID' })
  const { identity, status, conclusion } = await runOf(asking, id)
  const other: Asking = { ...asking, identity }
  const about: Run = { ...run, identity }
  // Somebody ran it again meanwhile: when that has ended, it is asked about once more.
  if (status !== 'completed') return ending(other, about, { phase: 'skipped', reason: `run ${id} goes on again` })
  const jobs = await jobsOf(other)
  const reports = jobs.filter((job) => isNamed(job, REPORT))
  const told = reports.length > 0 && (await everyOne(reports, (job) => hasSpoken(other, job)))
  if (told || FINE.includes(conclusion))
    return ending(other, about, { phase: 'skipped', reason: told ? `run ${id} has reported on itself` : `run ${id} ended well` })
  if (jobs.length === 0)
    return ending(other, about, { code: 'RUN_NOT_STARTED', phase: 'failed', reason: `GitHub could not start run ${id}` })
  const job = worst(jobs, name)
  return {
    ...about,
    ...added(
      about,
      await endedAs(
        other,
        job,
        jobs.filter((one) => one !== job),
      ),
    ),
  }
}

/** A report of what is bad ends badly itself, and says so as the runner shows it: with a code. One whose issue could not be written told nobody. */
async function hasSpoken(asking: Asking, job: Job): Promise<boolean> {
  if (job.conclusion === 'success') return true
  const { annotations = [] } = await saidOf(asking, job)
  if (annotations.some((line) => line.includes(unsentOf('issue')))) return false
  return job.conclusion === 'failure' && annotations.some((line) => (/^([A-Z_]+): /.exec(line)?.[1] ?? '') in codes)
}

async function everyOne<T>(items: readonly T[], fits: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (!(await fits(item))) return false
  return true
}

const isNamed = ({ name }: Job, wanted: string): boolean => name === wanted || name.endsWith(` / ${wanted}`)

/** The job that says most of what runs now: one that deployed and did not end well, then one that was left out, then whatever failed. */
function worst(jobs: readonly Job[], name: string): Job {
  const deploying = jobs.filter((job) => isNamed(job, name))
  const ill =
    blockerOf(deploying) ?? deploying.find(({ conclusion }) => conclusion !== 'success') ?? deploying[0] ?? blockerOf(jobs)
  if (ill) return ill
  throw new Failure(`No job of the run failed, and the run did not end well.`, { code: 'JOB_UNKNOWN' })
}

function ending({ ports, identity }: Asking, run: Run, said: Pick<StageResult, 'code' | 'phase' | 'reason'>): Run {
  const now = ports.clock.now().toISOString()
  const result: StageResult = {
    ...said,
    stage: said.phase === 'skipped' ? REPORT : 'plan',
    findings: [],
    startedAt: now,
    endedAt: now,
  }
  return { ...run, job: { name: `run ${identity.runId}`, began: false }, results: [...run.results, result] }
}
