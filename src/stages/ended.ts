import type { Approval } from '../domain/gate.ts'
import type { Phase } from '../domain/phase.ts'
import type { ReportedJob, StageName, StageResult } from '../domain/run.ts'
import type { Code, ReasonCode } from '../foundation/codes.ts'
import { quoted } from '../notices/index.ts'
import { began, blockerOf, type Fate, fateOf, type Job, type Said } from './fate.ts'
import { type Asking, saidOf } from './jobs.ts'

/** What is known of the job that is reported on, besides any record. */
export interface Ended {
  readonly job: ReportedJob
  readonly result: StageResult
  /** Absent: not known. */
  readonly approvals?: readonly Approval[]
}

const MOST_EVIDENCE = 10

/** What became of a job, in the words of a result. One that was left out ended as the one before it did. */
export async function endedAs(asking: Asking, job: Job, siblings: readonly Job[]): Promise<Ended> {
  const said = await saidOf(asking, job)
  const fate = fateOf(job, said)
  const approvals = said.approvals ? { approvals: said.approvals } : {}
  const about: ReportedJob = { name: job.name, began: began(job), since: job.createdAt }
  const blocker = fate === 'skipped' ? blockerOf(siblings) : undefined
  if (!blocker) return { job: about, result: resultOf(asking, { job, fate, said }), ...approvals }
  const why = await saidOf(asking, blocker)
  const before = { job: blocker, fate: fateOf(blocker, why), said: why, before: true }
  return { job: about, result: resultOf(asking, before), ...approvals }
}

interface Told {
  readonly job: Job
  readonly fate: Fate
  readonly said: Said
  /** It is one that the job in question waited for. */
  readonly before?: boolean
}

interface Words {
  readonly code: ReasonCode
  readonly phase: Phase
  readonly reason: string
}

const words = (code: ReasonCode, phase: Phase, reason: string): Words => ({ code, phase, reason })

/** What each end means. Unknown is never a success. */
const MEANING: Readonly<Record<Fate, (told: Told) => Words>> = {
  well: ({ job }) =>
    words('RECORD_LOST', 'error', `the job ${job.name} ended well, as GitHub says, and its record is not at hand`),
  skipped: ({ job }) =>
    words('RECORD_LOST', 'error', `the job ${job.name} was left out, and nothing says why: no job before it failed`),
  waiting: ({ job }) =>
    words('JOB_UNFINISHED', 'error', `the job ${job.name} has not ended: it is ${job.status.replaceAll('_', ' ')}`),
  rejected: ({ said }) => words('REJECTED', 'skipped', rejection(said.approvals ?? [])),
  unapproved: () => words('REJECTED', 'skipped', 'nobody approved within 30 days'),
  superseded: () => words('SUPERSEDED', 'skipped', 'a newer run took its place in the queue'),
  cancelled: ({ job }) =>
    words('CANCELLED', 'error', `the job ${job.name} was cancelled ${began(job) ? 'in the middle' : 'before it began'}`),
  'timed-out': ({ job }) => words('JOB_TIMED_OUT', 'error', `the job ${job.name} ran into its time limit`),
  lost: ({ job }) => words('MACHINE_LOST', 'error', `the machine of the job ${job.name} was lost`),
  // What had begun to deploy may have done anything; what only came before it has touched nothing.
  failed: ({ job, before = false }) =>
    words(
      'JOB_FAILED',
      began(job) && !before ? 'error' : 'failed',
      `the job ${job.name} failed${began(job) ? failedStep(job) : ' before it began'}`,
    ),
}

function rejection(approvals: readonly Approval[]): string {
  const [first] = approvals.filter(({ state }) => state === 'rejected')
  if (!first) return 'rejected'
  return `rejected by ${first.login}${first.comment === '' ? '' : `: “${first.comment}”`}`
}

function failedStep({ steps }: Job): string {
  const step = steps.find(({ conclusion }) => conclusion === 'failure')
  return step ? ` in its step “${step.name}”` : ''
}

/** The stage that a job of the reusable workflows stands for. */
const STAGES: Readonly<Record<string, StageName>> = { build: 'synthesize', plan: 'plan', deploy: 'deploy', rollback: 'rollback' }
const stageOf = (job: string): StageName => STAGES[job.split(' / ').at(-1) ?? ''] ?? 'deploy'

function resultOf({ identity, ports }: Asking, told: Told): StageResult {
  const { job, said } = told
  const { code, phase, reason } = MEANING[told.fate](told)
  const now = ports.clock.now().toISOString()
  const times = { startedAt: job.createdAt || now, endedAt: job.completedAt || now }
  const result = { stage: stageOf(job.name), code, phase, reason, findings: [], ...times }
  if (phase === 'skipped') return result
  const evidence = (said.annotations ?? []).slice(0, MOST_EVIDENCE)
  const log = `gh run view ${quoted(identity.runId)} --job ${job.id} --log --repo ${quoted(identity.repository)}`
  const finding = {
    ...{ severity: 'critical' as const, code: code as Code, title: reason, where: `job ${job.name}` },
    ...(evidence.length > 0 ? { evidence } : {}),
    ...(said.annotations
      ? {}
      : { cause: 'What GitHub says of it could not be read: see `checks: read` in docs/permissions.md.' }),
    ...(began(job) ? { commands: [log] } : {}),
  }
  return { ...result, findings: [finding] }
}
