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
  const { folder, ports } = workplace
  const top = posix.join(folder, OUT)
  const directory = posix.normalize(options.directory).replace(/(?<=.)\/$/, '')
  const context = Object.entries(options.context ?? {}).map(([key, value]) => `--context=${key}=${value}`)
  const call = {
    directory,
    args: ['synth', '--quiet', '--no-notices', ...(withCredentials ? [] : ['--no-lookups']), ...context, `--output=${top}`],
    credentials: withCredentials,
    given: { CDK_DEFAULT_REGION: region, ...(account ? { CDK_DEFAULT_ACCOUNT: account } : {}) },
    limit: milliseconds(options.limit),
  }
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

/** Takes an assembly that is there already into the folder of the build; without its assets where those are packaged. */
export async function copied({ ports: { files }, folder, signal }: Workplace, app: string, whole: boolean): Promise<void> {
  const entries = await files.list(app, MOST_FILES)
  for (const { path, kind } of entries) {
    signal.throwIfAborted()
    if (!whole && /^asset\./.test(path)) continue
    if (kind !== 'file')
      throw new Failure(`${posix.join(app, path)} is no file, or a link that leads out.`, { code: 'ARTIFACT_REFUSED' })
    await files.writeChunks(posix.join(folder, OUT, path), files.chunks(posix.join(app, path)))
  }
}
