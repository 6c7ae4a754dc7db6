import { dirname } from 'node:path'
import type { Config } from './config/config.ts'
import { earlierOf } from './domain/earlier.ts'
import { failedBy } from './domain/failed.ts'
import type { HookRun } from './domain/hook.ts'
import { good } from './domain/phase.ts'
import type { Recovery } from './domain/policies.ts'
import { fromRecord, type RunRecord } from './domain/record.ts'
import { coversAll, type Run, reasonOf, type StageName, type StageResult } from './domain/run.ts'
import type { Code } from './foundation/codes.ts'
import { Failure } from './foundation/failure.ts'
import { present } from './foundation/json.ts'
import { attempt } from './foundation/retry.ts'
import { carried, demandOwn } from './planned.ts'
import type { Ports } from './ports/index.ts'
import { isOutdated } from './stages/earlier-attempt.ts'
import type { Journal } from './stages/journal.ts'
import { withEnd } from './stages/reported.ts'
import { ownRole } from './stages/roles.ts'

const DEPLOYING: readonly StageName[] = ['deploy', 'verify', 'logscan', 'rollback']

/** Whether a record is of a job that was to change something: it says itself what it did. */
const isOwn = ({ stagesAsked }: RunRecord): boolean => stagesAsked.some((name) => DEPLOYING.includes(name))

/** A record is of this run where it is of its repository, commit and environment; of another run none is given. */
type Given = Pick<Journal, 'beside'> & { readonly signal: AbortSignal }

interface Known {
  readonly config: Config
  readonly everything: boolean
}

/** The run of the job that is reported on: as its record tells it, and where that says too little, as GitHub does. */
export async function retold(ports: Ports, run: Run, by: Known, { beside, signal }: Given): Promise<Run> {
  const { runner, clock } = ports
  if (run.stages.some((name) => name !== 'report'))
    throw new Failure('The inputs `job` and `run-id` are for `stages: report` alone.', { code: 'INPUT_INVALID' })
  const read = await attempt(() => recordOf(ports))
  const given = 'value' in read ? read.value : undefined
  const told = given && isOwn(given) && (await isOutdated(ports, run, given, signal)) ? undefined : given
  const rebuilt = await attempt(async () => (told ? ofRecord(ports, run, told, { ...by, beside, signal }) : run))
  signal.throwIfAborted()
  const known = 'value' in rebuilt ? rebuilt.value : run
  // A record that cannot be used whole says nothing of what was done.
  const own = told !== undefined && 'value' in rebuilt && isOwn(told)
  if (told?.endedAt !== undefined && 'value' in rebuilt && (own || (told.verdict !== 'running' && !good(told.verdict))))
    return stoppedBy(
      ports,
      { ...known, job: { name: runner.input('job') || 'deploy', began: own, ...(own ? { told: true } : {}) } },
      signal,
    )
  const ended = await withEnd(ports, known, signal)
  const after = own && ended.job ? { ...ended, job: { ...ended.job, told: true as const } } : ended
  const [failure] = [read, rebuilt].flatMap((one) => ('failure' in one ? one.failure : []))
  if (!failure) return after
  const at = clock.now().toISOString()
  return { ...after, results: [...after.results, { ...failedBy(failure), stage: 'report', startedAt: at, endedAt: at }] }
}

const NOT_BY_A_PERSON: readonly unknown[] = ['JOB_TIMED_OUT', 'MACHINE_LOST']

/** A job that was cancelled sees a signal and no more; whether a person, its time limit or the end of its machine sent it, only GitHub knows. */
async function stoppedBy(ports: Ports, run: Run, signal: AbortSignal): Promise<Run> {
  if (reasonOf(run) !== 'CANCELLED') return run
  const { results } = await withEnd(ports, run, signal)
  const why = results.at(-1)
  const [seen] = why?.findings ?? []
  // What the job itself said stands in its record.
  const lines = seen?.evidence?.filter((line) => !line.startsWith('CANCELLED: ')) ?? []
  const evidence = lines.length > 0 ? { evidence: lines } : {}
  const { code, reason } = why ?? {}
  const other = NOT_BY_A_PERSON.includes(code) && code && reason ? { code, reason } : undefined
  const told = ({ fix, ...result }: StageResult): StageResult => ({
    ...{ ...result, ...(other ?? (fix === undefined ? {} : { fix })) },
    findings: result.findings.map((finding) =>
      other
        ? { severity: finding.severity, code: other.code as Code, title: other.reason, cause: finding.title, ...evidence }
        : { ...finding, ...evidence },
    ),
  })
  return { ...run, results: run.results.map((result) => (result.code === 'CANCELLED' ? told(result) : result)) }
}

/** The record that is given; nothing where its job told no sha256 of one. */
async function recordOf({ runner, files }: Ports): Promise<RunRecord | undefined> {
  const [path, sha256] = [runner.input('record'), runner.input('record-sha256')]
  if (path === '' || sha256 === '') return undefined
  const text = await files.read(path)
  if (text !== undefined) return fromRecord(text, sha256)
  throw new Failure(`There is no record ${path}, although the job that wrote it told its sha256.`, {
    code: 'RECORD_INVALID',
    fix: 'See in the log of that job whether its artifact was stored. One that is older than its retention is gone: plan again.',
  })
}

async function ofRecord(ports: Ports, run: Run, record: RunRecord, { config, everything, beside }: Known & Given): Promise<Run> {
  demandOwn(record, run)
  const stacks = await Promise.all(
    record.stacks.map(async (stack) => {
      const { mended, rejected, operation, rollback, outputs } = stack
      const { run: known } = await carried(ports.files, dirname(ports.runner.input('record')), stack, {
        beside,
        acting: (system) => ownRole(config, run, system),
      })
      const more = present({ mended: mended as readonly Recovery[] | undefined, rejected, operation, rollback, outputs })
      return [stack.name, { ...known, ...more }] as const
    }),
  )
  const { configuration, leftOut, back, gates, approvals, since, destinations, logs, hooks } = record
  const before = [...new Set([...(record.stagesBefore ?? []), ...record.stagesAsked])]
  return {
    ...run,
    ...present({ configuration, leftOut, back, gates, approvals, since, destinations, logs }),
    ...(hooks ? { hooks: hooks as readonly HookRun[] } : {}),
    whole: everything && !leftOut?.length && coversAll(before),
    startedAt: record.startedAt,
    earlier: earlierOf(record),
    before,
    results: [...run.results, ...record.stages],
    checks: record.checks,
    stacks: Object.fromEntries(stacks),
  }
}
