import { posix } from 'node:path'
import { toolFailure } from '../domain/tool.ts'
import { type ToolNeeds, toolEnvironment } from '../domain/tool-environment.ts'
import { milliseconds } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { fields, parsed } from '../foundation/json.ts'
import type { Ports } from '../ports/index.ts'
import type { Target, Workplace } from './engine.ts'
import { keysIfAny } from './tool-keys.ts'

/** What the configuration says of a service. */
export interface Options {
  readonly directory: string
  readonly stage?: string
  readonly config?: string
  readonly env: Readonly<Record<string, string>>
  readonly limit: string
  readonly finish: boolean
}

/** The program of each package that carries the framework on, in the order in which they are looked for. */
const PROGRAMS = ['osls', 'serverless', 'sls'] as const
/** The oldest whose files are known to be the same. */
const OLDEST = 3
/** https://www.serverless.com/framework/docs/guides/license-keys */
const LICENSED = 4
const LICENCES = ['SERVERLESS_LICENSE_KEY', 'SERVERLESS_ACCESS_KEY']

/** What to do about what the framework says. */
const FIXES: readonly (readonly [RegExp, string])[] = [
  [/can only be run in a service directory/i, 'Name the folder of `serverless.yml` in `directory`.'],
  [/plugin "?[^"]+"? (?:was )?not found|cannot find module/i, 'Install what the service needs in a step before, with `npm ci`.'],
  [/at "env" source/, 'The framework sees no variables of the step: give those that it needs under `env` of `serverless`.'],
  [
    /at "(?:ssm|s3|cf|aws)" source|credentials|security token/i,
    'Variables that are looked up in AWS need `synthesize: with-credentials`.',
  ],
  [/does not satisfy the "frameworkVersion"/, 'Install the version that `frameworkVersion` of the service asks for.'],
  [/sign in|licen[sc]e key/i, `Version 4 wants a licence: give ${LICENCES[0]} under \`env\` of \`serverless\`, or use osls.`],
]

/** Runs a command of the project's own framework in the folder of the service; throws where it does not end well. */
export async function framework(
  given: readonly string[],
  { options, region, withCredentials }: Pick<Target<Options>, 'options' | 'region' | 'withCredentials'>,
  { ports, signal, log, say }: Pick<Workplace, 'ports' | 'signal' | 'log' | 'say'>,
): Promise<void> {
  const { directory, config, env, limit } = options
  const file = await found(ports, options)
  const appId = `deploy-action-${ports.env['GITHUB_RUN_ID'] ?? 0}`
  const needs: ToolNeeds = { region, appId, given: env, ...(withCredentials ? await keysIfAny(ports, region) : {}) }
  const ended = await ports.commands.run(
    {
      file,
      args: [...given, ...(config ? ['--config', config] : [])],
      cwd: directory,
      env: toolEnvironment(ports.env, needs),
      limit: milliseconds(limit),
      log: log(`serverless-${given[0]}`),
      show: (line) => {
        if (line.trim() !== '') say(line)
      },
    },
    signal,
  )
  const failure = toolFailure(`${posix.basename(file)} ${given[0]}`, ended)
  if (!failure) return
  const fix = FIXES.find(([shape]) => shape.test(failure.message))?.[1]
  throw fix ? new Failure(failure.message, { code: 'TOOL_FAILED', fix }) : failure
}

/** Its program: of the service's own packages, or of those of the repository. From the folder of the service. */
async function found({ files }: Ports, { directory, env }: Options): Promise<string> {
  const places = [directory, '.'].filter((place, index, all) => all.indexOf(place) === index)
  for (const place of places) {
    for (const program of PROGRAMS) {
      const modules = posix.join(place, 'node_modules')
      if (!(await files.look(posix.join(modules, '.bin', program)))) continue
      if (program !== 'osls') await demandVersion(await files.read(posix.join(modules, 'serverless/package.json')), env)
      return `./${posix.join(posix.relative(directory, place), 'node_modules/.bin', program)}`
    }
  }
  throw new Failure(
    `There is no ${PROGRAMS.join(', ')} in ${places.map((p) => posix.join(p, 'node_modules/.bin')).join(' or ')}.`,
    {
      code: 'TOOL_MISSING',
      fix: 'Run `npm ci` in a step before this one, with `osls` among the development dependencies of the service.',
    },
  )
}

async function demandVersion(manifest: string | undefined, env: Readonly<Record<string, string>>): Promise<void> {
  const version = String(fields(parsed(manifest ?? ''))['version'] ?? '')
  const major = Number.parseInt(version, 10)
  if (major < OLDEST)
    throw new Failure(`The Serverless Framework here is ${version}; ${OLDEST} is the oldest that is understood.`, {
      code: 'TOOL_FAILED',
      fix: 'Take osls, which carries version 3 on.',
    })
  if (major >= LICENSED && !LICENCES.some((name) => env[name]))
    throw new Failure(`The Serverless Framework here is ${version}, which does not run without a licence.`, {
      code: 'TOOL_FAILED',
      fix: `Give ${LICENCES.join(' or ')} under \`env\` of \`serverless\`, or take osls.`,
    })
}
