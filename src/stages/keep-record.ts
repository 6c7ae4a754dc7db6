import { dirname, join } from 'node:path'
import { sideBySide } from '../artifacts/side-by-side.ts'
import type { Config } from '../config/config.ts'
import type { Finding } from '../domain/finding.ts'
import type { RunRecord, StackRecord } from '../domain/record.ts'
import type { Run } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import { attempt } from '../foundation/retry.ts'
import type { Ports } from '../ports/index.ts'
import type { Journal } from './journal.ts'
import { goodKey, type KeptRecord, recordFolder, type Shelf, shelfOf } from './records.ts'

/** How long storing may take once the run was cancelled; the runner kills its process soon. */
const LAST_WORDS_MS = 2000
const AT_ONCE = 8
const LIMIT_MS = 120_000

/**
 * Stores the record of a run that deployed or went back, with the files beside it. Never a reason for another verdict: what went wrong is told
 * and answered.
 */
export async function keepRecord(
  ports: Ports,
  config: Config,
  run: Run,
  { journal, cancelled }: { readonly journal: Journal; readonly cancelled: boolean },
): Promise<Finding | undefined> {
  const last = journal.last()
  if (!config.records || !last || !worthKeeping(last.record)) return undefined
  const signal = ports.clock.deadline(cancelled ? LAST_WORDS_MS : LIMIT_MS)
  const done = await attempt(async () => {
    const shelf = await shelfOf(ports, config, run, signal)
    if (shelf)
      await stored(ports, shelf, {
        ...last,
        folder: dirname(journal.paths.record),
        everything: config.leftOut.length === 0,
        signal,
      })
  })
  if ('value' in done) return undefined
  const { code, message, fix } = done.failure
  const title = `The record of this run could not be kept in bucket ${config.records.bucket}`
  await ports.runner.error(`${code}: ${title}: ${message}\nFix: ${fix}`)
  const impact = 'What ran is as the verdict says. It cannot be gone back to this version by `record: last-good` or `run:<id>`.'
  return { severity: 'medium', code, title, cause: message, impact, fix }
}

/** A run that changed something, or that found all as it was to be. What is said of another job is kept by that job itself. */
const worthKeeping = ({ stacks, reasonCode, stagesAsked, job }: RunRecord): boolean =>
  job === undefined &&
  (stacks.some(({ operation, rollback }) => operation ?? rollback) ||
    (reasonCode === 'NOTHING_TO_CHANGE' && stagesAsked.includes('deploy')))

interface Written {
  readonly record: RunRecord
  readonly sha256: string
  readonly folder: string
  /** Whether it is about all stacks of the configuration. */
  readonly everything: boolean
  readonly signal: AbortSignal
}

async function stored(ports: Ports, shelf: Shelf, { record, sha256, folder, everything, signal }: Written): Promise<void> {
  const { runId, attempt: nth } = record.identity
  const to = recordFolder(runId, nth, sha256)
  const put = (name: string, body: string) =>
    shelf.patiently(() => shelf.objects.putIfAbsent({ bucket: shelf.bucket, key: `${shelf.folder}${name}`, body }, signal))
  const read = async (path: string): Promise<string> => {
    const text = await ports.files.read(join(folder, path))
    if (text === undefined) throw new Failure(`${path} does not lie beside the record.`, { code: 'RECORD_INVALID' })
    // A secret may have become known after the file was written.
    if (ports.secrets.exposes(text)) throw new Failure(`A secret stands in ${path}.`, { code: 'SECRET_EXPOSED' })
    return text
  }
  await sideBySide(record.stacks.flatMap(filesOf), AT_ONCE, async ({ path }) => put(`${to}${path}`, await read(path)))
  // Last, so that a record that is found is whole.
  await put(`${to}record.json`, await read('record.json'))
  ports.runner.info(`the record is kept in bucket ${shelf.bucket} as run:${runId}-${nth}`)
  if (isGood(record, everything)) {
    const changes = await Promise.all(record.stacks.map(async ({ deployed }) => changedAt(await read(deployed?.path ?? ''))))
    const kept: KeptRecord = { runId, attempt: nth, sha256 }
    const body = `${JSON.stringify({ schema: 'deploy-action/last-good', version: 1, ...kept, endedAt: record.endedAt }, null, 1)}\n`
    await put(goodKey(kept, changes.toSorted().at(-1) ?? '', record.endedAt ?? ''), body)
  }
}

const filesOf = ({ kept, snapshot, deployed }: StackRecord) => [kept, snapshot, deployed].flatMap((file) => file ?? [])

const changedAt = (snapshot: string): string => (parsed(snapshot) as { readonly changedAt: string }).changedAt

/**
 * What `last-good` may lead to: a run that ended well, over all stages and all stacks, or a way back over all stacks; and all of what it left
 * running is kept.
 */
function isGood({ verdict, whole, reasonCode, stacks }: RunRecord, everything: boolean): boolean {
  const deployed = whole && (reasonCode === 'DEPLOYED' || reasonCode === 'NOTHING_TO_CHANGE')
  const well = verdict === 'successful' && (deployed || (everything && reasonCode === 'ROLLED_BACK'))
  return well && stacks.length > 0 && stacks.every(({ deployed: kept }) => kept)
}
