import { posix } from 'node:path'
import { type Ended, toolFailure } from '../domain/tool.ts'
import { toolEnvironment } from '../domain/tool-environment.ts'
import { Failure } from '../foundation/failure.ts'
import type { Target, Workplace } from './engine.ts'

/** The first command line of the CDK that publishes without deploying; before it nothing else can make images of containers. */
export const PUBLISHES = [2, 1116, 0] as const

/** One call of the CDK's command line. */
export interface Call {
  /** Where the app is, from the root of the repository. */
  readonly directory: string
  readonly args: readonly string[]
  readonly credentials: boolean
  readonly given?: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly limit: number
}

/** What its words mean for those who read them. It ends with 1 whatever went wrong. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/--app is required/, 'Name the folder with `cdk.json` in `directory`.'],
  [/ERR_MODULE_NOT_FOUND|Cannot find (?:module|package)/, 'Run `npm ci` in a step before this one, where the app is.'],
  [/Cannot find asset|CannotFindAsset/, 'Build what the app packages in a step before this one.'],
  [
    /not compatible with the CDK library|schema version mismatch/i,
    'Update `aws-cdk` to a version that belongs to `aws-cdk-lib`.',
  ],
  [/no credentials|Unable to resolve AWS account/i, 'Name `account` and `region` of the stack: they stand in for credentials.'],
]

/** The version of the command line that the project has. */
export async function cdkVersion(target: Target<unknown>, workplace: Workplace, directory: string): Promise<readonly number[]> {
  const ended = await calling(target, workplace, { directory, args: ['--version'], credentials: false, limit: VERSION_LIMIT_MS })
  const failure = toolFailure('cdk --version', ended)
  if (failure) throw failure
  return (/(\d+)\.(\d+)\.(\d+)/.exec(ended.stdout) ?? []).slice(1).map(Number)
}
const VERSION_LIMIT_MS = 60_000

/** Refuses a command line that cannot publish. */
export async function demandPublishing(
  target: Target<unknown>,
  workplace: Workplace,
  directory: string,
  what: readonly string[],
) {
  const version = await cdkVersion(target, workplace, directory)
  const differs = PUBLISHES.findIndex((least, index) => version[index] !== least)
  if (differs < 0 || (version[differs] ?? 0) > (PUBLISHES[differs] ?? 0)) return
  throw new Failure(
    `The project has version ${version.join('.')} of the CDK's command line, which cannot publish ${what.join(', ')} without deploying.`,
    { code: 'TOOL_VERSION', fix: `Update \`aws-cdk\` in ${directory}/package.json to ${PUBLISHES.join('.')} or newer.` },
  )
}

/** Runs it; anything but status 0 is a failure. */
export async function runCdk(target: Target<unknown>, workplace: Workplace, call: Call): Promise<void> {
  const ended = await calling(target, workplace, call)
  const failure = toolFailure(`cdk ${call.args[0]}`, ended)
  if (!failure) return
  const said = ended.tail.join('\n')
  const [, fix] = HINTS.find(([shape]) => shape.test(said)) ?? []
  throw fix && !ended.timedOut ? new Failure(failure.message, { code: failure.code, fix }) : failure
}

async function calling(target: Target<unknown>, workplace: Workplace, call: Call): Promise<Ended> {
  const { ports, signal, log, say } = workplace
  const { directory, args, limit } = call
  const file = await programIn(workplace, directory)
  const { GITHUB_WORKSPACE: workspace } = ports.env
  const needs = {
    region: target.region,
    appId: `deploy-action-${ports.runner.identity().runId}`.slice(0, LONGEST_APP_ID),
    // As `npx cdk` has it: apps are often started by a program beside it.
    ...(workspace ? { folders: [posix.join(workspace, directory, posix.dirname(file))] } : {}),
    ...(call.credentials ? { credentials: await ports.credentials({ region: target.region }) } : {}),
    ...(call.given ? { given: call.given } : {}),
  }
  const command = { file, args, cwd: directory, env: toolEnvironment(ports.env, needs), limit, log: log('cdk'), show: say }
  return ports.commands.run(command, signal)
}

// https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
const LONGEST_APP_ID = 50

/** The project's own, from the app's folder: an installation for the whole repository lies further up. */
async function programIn({ ports: { files } }: Workplace, directory: string): Promise<string> {
  const depth = directory === '.' ? 0 : directory.split('/').length
  for (let up = 0; up <= depth; up++) {
    const file = `./${'../'.repeat(up)}node_modules/.bin/cdk`
    if (await files.look(posix.join(directory, file))) return file
  }
  throw new Failure(`There is no node_modules/.bin/cdk in ${directory} or above it.`, {
    code: 'TOOL_MISSING',
    fix: 'Have `aws-cdk` among the `devDependencies` of the project, and run `npm ci` in a step before this one.',
  })
}
