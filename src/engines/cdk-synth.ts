import { posix } from 'node:path'
import { milliseconds } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { assemblyIn, type CdkAssembly } from './cdk-assembly.ts'
import { runCdk } from './cdk-tool.ts'
import type { Target, Workplace } from './engine.ts'

/** The cloud assembly in the folder of a build. */
export const OUT = 'cdk.out'
/** More files than any assembly has: a folder with more of them is another one. */
const MOST_FILES = 200_000

/** What synthesizing needs of the options. */
export interface Synth {
  readonly directory: string
  readonly context?: Readonly<Record<string, string>>
  readonly limit: string
}

/** Has the project's own command line synthesize the app. Account and region stand in for the credentials that it has not. */
export async function synth(target: Target<Synth>, workplace: Workplace): Promise<CdkAssembly> {
  const { options, region, account, withCredentials } = target
  const { ports } = workplace
  const top = scratchOf(target, workplace)
  const directory = posix.normalize(options.directory).replace(/(?<=.)\/$/, '')
  const context = Object.entries(options.context ?? {}).map(([key, value]) => `--context=${key}=${value}`)
  const call = {
    directory,
    args: ['synth', '--quiet', '--no-notices', ...(withCredentials ? [] : ['--no-lookups']), ...context, `--output=${top}`],
    credentials: withCredentials,
    given: { CDK_DEFAULT_REGION: region, ...(account ? { CDK_DEFAULT_ACCOUNT: account } : {}) },
    limit: milliseconds(options.limit),
  }
  await ports.files.empty(top)
  const ran = await attempt(() => runCdk(target, workplace, call))
  workplace.signal.throwIfAborted()
  const read = await attempt(() => assemblyIn(ports.files, top))
  // The command line stops at missing context, too, but its words do not say what to do about it here.
  if ('value' in read) demandContext(read.value, directory)
  if ('failure' in ran) throw ran.failure
  if ('failure' in read) throw read.failure
  return read.value
}

/** Refuses an assembly that was made without values that it needs. */
export function demandContext({ missing }: CdkAssembly, directory: string): void {
  if (missing.length === 0) return
  throw new Failure(`The app needs values that were not looked up yet: ${missing.join(', ')}.`, {
    code: 'CONTEXT_MISSING',
    fix: `Run \`npx cdk synth\` in ${directory} with credentials of the account and commit cdk.context.json, or set \`synthesize: with-credentials\` for the stack.`,
  })
}

/** Where an app is synthesized: what it packages need not travel, as long as it can be packaged here. */
export const scratchOf = ({ system }: Pick<Target<unknown>, 'system'>, { ports: { runner } }: Workplace): string =>
  posix.join(runner.temp, OUT, runner.step, system)

/** Takes what publishing needs of an assembly into the folder of the build: its manifests, and of the other files those that are named. */
export async function copied(
  { ports: { files }, folder, signal }: Workplace,
  top: string,
  named: readonly string[],
): Promise<void> {
  const entries = await files.list(top, MOST_FILES)
  for (const { path } of entries.filter((entry) => /(?:^|\/)manifest\.json$/.test(entry.path) || named.includes(entry.path))) {
    signal.throwIfAborted()
    await files.writeChunks(posix.join(folder, OUT, path), files.chunks(posix.join(top, path)))
  }
}

/** Takes an assembly as a whole, as the command line of the CDK needs it. */
export async function taken(workplace: Workplace, top: string, ours: boolean): Promise<void> {
  const { files } = workplace.ports
  // Moved, the programs in it stay programs.
  if (ours) return files.rename(top, posix.join(workplace.folder, OUT))
  const entries = await files.list(top, MOST_FILES)
  const wrong = entries.find(({ kind }) => kind !== 'file')
  if (wrong) {
    const where = posix.join(top, wrong.path)
    throw new Failure(`${where} is no file, or a link that leads out.`, { code: 'ARTIFACT_REFUSED' })
  }
  await copied(
    workplace,
    top,
    entries.map(({ path }) => path),
  )
}
