import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import { good } from '../domain/phase.ts'
import { fromRecord, type RunRecord } from '../domain/record.ts'
import { onlyBack, type Run } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import type { Ports } from '../ports/index.ts'
import { LAST_GOOD, NAMED } from './given-record.ts'
import type { Journal } from './journal.ts'
import { GOOD, goodIn, type KeptRecord, type Shelf, shelfOf } from './records.ts'

/** What the input `record` comes to: a file, and whether it is of a run to go back to. */
export interface Given {
  readonly path: string
  readonly sha256: string
  readonly back: boolean
}

const MOST_BYTES = 32 * 1024 * 1024
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/
const MOST_SHOWN = 10

/** The record that is given, fetched from its bucket where it is kept there. Nothing where none is given or meant. */
export async function givenRecord(
  ports: Ports,
  config: Config,
  run: Run,
  { paths, signal }: Pick<Journal, 'paths'> & { readonly signal: AbortSignal },
): Promise<Given | undefined> {
  const { runner } = ports
  const written = runner.input('record') || (onlyBack(run) && config.records ? LAST_GOOD : '')
  const told = runner.input('record-sha256')
  if (written !== LAST_GOOD && !NAMED.test(written)) return written ? { path: written, sha256: told, back: false } : undefined
  if (!onlyBack(run)) throw misplaced(written)
  const shelf = await shelfOf(ports, config, run, signal)
  if (!shelf) throw homeless(written)
  const kept = written === LAST_GOOD ? await lastGood(shelf, signal) : await named(shelf, written, told, signal)
  return {
    path: await fetched(ports, shelf, kept, { into: join(dirname(paths.record), 'back'), signal }),
    sha256: told || kept.sha256,
    back: true,
  }
}

const misplaced = (written: string): Failure =>
  new Failure(`The input \`record\` is ${written}, and this job does not only go back.`, {
    code: 'INPUT_INVALID',
    fix: 'Run `stages: rollback` (with `report` or not) to go back; to deploy a plan, give the path of its record.',
  })

const homeless = (written: string): Failure =>
  new Failure(`The input \`record\` is ${written}, and no bucket is known that records are kept in.`, {
    code: 'RECORD_INVALID',
    fix: 'Name one in `records`, or give the path of a record.',
  })

async function keysOf(shelf: Shelf, prefix: string, signal: AbortSignal, all = true): Promise<readonly string[]> {
  const keys: string[] = []
  let next: string | undefined
  do {
    const from = next
    const page = await shelf.patiently(() => shelf.objects.list(shelf.bucket, `${shelf.folder}${prefix}`, signal, from))
    keys.push(...page.objects.map(({ key }) => key.slice(shelf.folder.length)))
    next = page.next
  } while (all && next !== undefined)
  return keys
}

async function lastGood(shelf: Shelf, signal: AbortSignal): Promise<KeptRecord> {
  const [newest = ''] = await keysOf(shelf, GOOD, signal, false)
  const found = goodIn(newest)
  if (found) return found
  throw new Failure(`No good run is kept in bucket ${shelf.bucket}.`, {
    code: 'RECORD_INVALID',
    fix: 'A run is good that ended successfully over all stages and all stacks. Name another one with `record: run:<id>`, if it ended well.',
  })
}

/** The record of a run: that of its last attempt, unless one is named. */
async function named(shelf: Shelf, written: string, told: string, signal: AbortSignal): Promise<KeptRecord> {
  const [, runId = '', attempt] = NAMED.exec(written) ?? []
  const all = recordsIn(await keysOf(shelf, `runs/${runId}-`, signal))
  const last = attempt ?? String(Math.max(0, ...all.map((one) => Number(one.attempt))))
  const found = all.filter((one) => one.attempt === last && (told === '' || one.sha256 === told))
  const [only, ...more] = found
  if (only && more.length === 0) return only
  if (only)
    throw new Failure(`${found.length} jobs of run ${runId} left a record: ${found.map(({ sha256 }) => sha256).join(', ')}.`, {
      code: 'RECORD_INVALID',
      fix: 'Say which one with the input `record-sha256`.',
    })
  const others = recordsIn(await keysOf(shelf, 'runs/', signal)).map((one) => `run:${one.runId}-${one.attempt}`)
  const newest = [...new Set(others)].toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })).slice(0, MOST_SHOWN)
  throw new Failure(`No record of ${written} is kept in bucket ${shelf.bucket}.`, {
    code: 'RECORD_INVALID',
    fix: newest.length > 0 ? `Name one that is kept; the newest are ${newest.join(', ')}.` : 'None is kept for this environment.',
  })
}

const recordsIn = (keys: readonly string[]): readonly KeptRecord[] =>
  keys.flatMap((key) => {
    const [, runId, attempt, sha256] = /^runs\/(\d+)-(\d+)\/([0-9a-f]{64})\/record\.json$/.exec(key) ?? []
    return runId && attempt && sha256 ? [{ runId, attempt, sha256 }] : []
  })

interface Into {
  readonly into: string
  readonly signal: AbortSignal
}

/** Fetches a record with what leads back to its run; their sha256 are demanded of them where they are read. */
async function fetched(ports: Ports, shelf: Shelf, kept: KeptRecord, { into, signal }: Into): Promise<string> {
  const { runId, attempt, sha256 } = kept
  const from = `${shelf.folder}runs/${runId}-${attempt}/${sha256}/`
  const load = async (path: string): Promise<string> => {
    const bytes = await shelf.patiently(() =>
      shelf.objects.get({ bucket: shelf.bucket, key: `${from}${path}` }, MOST_BYTES, signal),
    )
    if (!bytes) throw new Failure(`${from}${path} is not in bucket ${shelf.bucket} any more.`, { code: 'RECORD_INVALID' })
    const text = Buffer.from(bytes).toString()
    await ports.files.write(join(into, path), text)
    return text
  }
  const record = fromRecord(await load('record.json'), sha256)
  if (record.identity.runId !== runId || record.identity.attempt !== attempt)
    throw new Failure(`The record that is kept of run ${runId} is of another run.`, { code: 'RECORD_INVALID' })
  demandWell(record)
  for (const { name, kept: assembly, deployed } of record.stacks) {
    if (!STACK_NAME.test(name)) throw new Failure('The record holds a stack whose name is none.', { code: 'RECORD_INVALID' })
    if (assembly?.path === `stack-${name}.json`) await load(assembly.path)
    if (deployed?.path === `deployed-${name}.json`) await load(deployed.path)
  }
  return join(into, 'record.json')
}

/** What was not seen to be well is nothing to go back to. */
function demandWell({ verdict, identity, reasonCode }: RunRecord): void {
  if (verdict !== 'running' && good(verdict)) return
  throw new Failure(`Run ${identity.runId} did not end well (${reasonCode ?? verdict}), so it is not gone back to.`, {
    code: 'ROLLBACK_FAILED',
    fix: 'Name a run that ended well, with `record: run:<id>`, or `last-good`.',
  })
}
