import { dirname, join } from 'node:path'
import type { Config, StackConfig } from './config/config.ts'
import { fromRecord } from './domain/record.ts'
import { broken, onlyBack, type Run } from './domain/run.ts'
import { sha256 } from './foundation/digest.ts'
import { Failure } from './foundation/failure.ts'
import { attempt } from './foundation/retry.ts'
import type { Ports } from './ports/index.ts'
import { recordAt, recordMissing } from './stages/given-record.ts'
import type { Journal } from './stages/journal.ts'
import { CODEOWNERS } from './stages/report.ts'

/** The files of the repository that say what is to be deployed, as the job that planned found them. */
interface Sources {
  readonly path: string
  /** By their names beside the record. */
  readonly texts: ReadonlyMap<string, string>
}

/** Why there are none. */
interface Unusable {
  readonly failure: Failure
}

const MAIN = 'configuration.yml'
const OTHERS = 'configuration-'

/** Paths may hold numbers of accounts, so the record does not name them. */
const nameOf = (path: string): string => `${OTHERS}${sha256(path).slice(0, 16)}`

/** What lies beside the record that is given, bound by its sha256; nothing where none is given or it has nothing of the kind. */
export async function sourcesGiven(ports: Ports): Promise<Sources | Unusable | undefined> {
  const path = recordAt(ports.runner)
  if (path === undefined) return undefined
  const read = await attempt(() => sourcesBeside(path, ports))
  return 'value' in read ? read.value : read
}

async function sourcesBeside(path: string, { runner, files }: Ports): Promise<Sources | undefined> {
  const text = await files.read(path)
  if (text === undefined) throw recordMissing(path)
  const { configuration } = fromRecord(text, runner.input('record-sha256'))
  if (!configuration?.files) return undefined
  const texts = new Map<string, string>()
  for (const { path: name, sha256: expected } of configuration.files) {
    const found =
      name === MAIN || /^configuration-[0-9a-f]{16}$/.test(name) ? await files.read(join(dirname(path), name)) : undefined
    if (found === undefined || sha256(found) !== expected)
      throw new Failure(`${name} beside the record is not the one that was written with it.`, {
        code: 'RECORD_INVALID',
        fix: 'Hand the whole folder of the record on, as it was written.',
      })
    texts.set(name, found)
  }
  return { path: configuration.path, texts }
}

/** The same for a job that only reports: it tells by itself what is wrong with the record. */
export async function sourcesKnown(ports: Ports): Promise<Sources | undefined> {
  if (ports.runner.input('record-sha256') === '') return undefined
  const given = await sourcesGiven(ports)
  return given && 'failure' in given ? undefined : given
}

/**
 * The ports of a job that reads the configuration as it was planned, whatever was checked out since. Going back is for whoever
 * is there now: the file of the checkout counts, where there is one.
 */
export async function withSources(ports: Ports, given: Sources | Unusable | undefined, run: Pick<Run, 'stages'>): Promise<Ports> {
  if (!given) return ports
  if ('failure' in given)
    return { ...ports, files: { ...ports.files, read: async (path) => (await ports.files.read(path)) ?? refused(given) } }
  if (onlyBack(run as Run) && (await ports.files.read(given.path)) !== undefined) return ports
  const { files } = ports
  const kept = (path: string) => given.texts.get(path === given.path ? MAIN : nameOf(path))
  return { ...ports, files: { ...files, read: async (path) => kept(path) ?? files.read(path) } }
}

/** Where nothing was checked out either, that is what is wrong. */
function refused({ failure }: Unusable): never {
  throw failure
}

/**
 * Keeps them beside the record, where another job goes on or reports: it needs no checkout for them. Only once all is done it is known which
 * values are hidden; of a plan that failed not all of them are, so its parameters are not handed on.
 */
export async function keepSources({ files, secrets, runner }: Ports, config: Config, run: Run, journal: Journal): Promise<Run> {
  const { stages, configuration } = run
  const goesOn = !stages.includes('report') && (['plan', 'deploy', 'rollback'] as const).some((stage) => stages.includes(stage))
  if (!configuration || !goesOn) return run
  const others = stages.includes('plan') && !broken(run) ? config.stacks.flatMap(filesOf) : []
  const owners = config.report.issue.assign === 'codeowners' ? CODEOWNERS : []
  const kept: { readonly path: string; readonly sha256: string }[] = []
  for (const path of [config.path, ...new Set([...others, ...owners])]) {
    const text = await files.read(path)
    if (text === undefined) continue
    if (secrets.exposes(text)) runner.info(`${path} holds a secret, so a job that goes on from here has to check it out`)
    else kept.push(await journal.beside(path === config.path ? MAIN : nameOf(path), text))
  }
  return kept.length === 0 ? run : { ...run, configuration: { ...configuration, files: kept } }
}

const filesOf = ({ parameterFiles, stackPolicy }: StackConfig): readonly string[] => [
  ...parameterFiles,
  ...(stackPolicy ? [stackPolicy] : []),
]
