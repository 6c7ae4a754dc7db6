import type { Config } from '../config/config.ts'
import type { Run } from '../domain/run.ts'
import { retry } from '../foundation/retry.ts'
import type { Objects, Ports } from '../ports/index.ts'
import { regionOf } from './region.ts'
import { ownRole } from './roles.ts'

/** Where the records of an environment are kept. */
export interface Shelf {
  readonly objects: Objects
  readonly bucket: string
  /** What the keys begin with; it ends in a slash. */
  readonly folder: string
  /** A call is made again while that can help. */
  patiently<T>(call: () => Promise<T>): Promise<T>
}

const LIMIT_MS = 60_000

/** The shelf of this run; nothing where the configuration names none. */
export async function shelfOf(ports: Ports, config: Config, run: Run, signal: AbortSignal): Promise<Shelf | undefined> {
  const { stacks, leftOut, records } = config
  const beside = [...stacks, ...leftOut].find(({ name }) => name === records?.beside)
  if (!records || !beside) return undefined
  const { bucket, prefix } = records
  const environment = encodeURIComponent(run.environment ?? 'default')
  return {
    objects: ports.objects({ region: await regionOf(beside, ports), ...ownRole(config, run, beside.name) }),
    bucket,
    folder: [...(prefix === undefined ? [] : [prefix]), 'records', run.identity.repository, environment, ''].join('/'),
    patiently: (call) => retry(call, { pace: ports.clock, signal, limit: LIMIT_MS, say: (line) => ports.runner.info(line) }),
  }
}

/** The folder of one record. Its name holds the sha256 of the record, which holds those of all files beside it. */
export const recordFolder = (runId: string, attempt: string, sha256: string): string => `runs/${runId}-${attempt}/${sha256}/`

/** What the keys of good runs begin with. */
export const GOOD = 'last-good/'

// The last moment that a date can hold. https://262.ecma-international.org/#sec-time-values-and-time-range
const LAST_MOMENT = 8_640_000_000_000_000

const countdown = (at: string): string => String(LAST_MOMENT - Date.parse(at)).padStart(16, '0')

/** A record that is kept. */
export interface KeptRecord {
  readonly runId: string
  readonly attempt: string
  readonly sha256: string
}

/**
 * The key that says that a run was good. Keys are listed in order, and the newest change of a stack comes first, by AWS's clock, then the run that
 * ended last. Nothing is ever written over, so that two runs at once cannot disturb each other.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export const goodKey = ({ runId, attempt, sha256 }: KeptRecord, changedAt: string, endedAt: string): string =>
  `${GOOD}${countdown(changedAt)}-${countdown(endedAt)}-${runId}-${attempt}-${sha256}.json`

/** The record that such a key names. */
export function goodIn(key: string): KeptRecord | undefined {
  const [, runId, attempt, sha256] = /\/\d{16}-\d{16}-(\d+)-(\d+)-([0-9a-f]{64})\.json$/.exec(key) ?? []
  return runId && attempt && sha256 ? { runId, attempt, sha256 } : undefined
}
