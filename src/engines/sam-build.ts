import { posix } from 'node:path'
import type { Finding } from '../domain/finding.ts'
import { toolFailure } from '../domain/tool.ts'
import { toolEnvironment } from '../domain/tool-environment.ts'
import { Failure } from '../foundation/failure.ts'
import type { Target, Workplace } from './engine.ts'
import type { SamSettings } from './sam-config.ts'
import { knownFix, refuseMissing, warnings } from './sam-lines.ts'

/** The oldest that can be told not to take what an earlier build left, whatever its configuration says. https://github.com/aws/aws-sam-cli/issues/3828 */
const OLDEST = [1, 51, 0] as const
/** https://click.palletsprojects.com/en/stable/exceptions/: what it was given, SAM does not know. */
const UNKNOWN_OPTION = 2
const VERSION_LIMIT_MS = 60_000
/** Dependencies are fetched and compiled in it. */
const BUILD_LIMIT_MS = 30 * 60_000
/** Lines of the tool that are looked at for warnings. */
const MOST_LINES = 10_000

/** What is built, from the root of the repository. */
interface Sources {
  readonly directory: string
  readonly template?: string
  readonly container?: boolean
}

/** Builds with SAM, from nothing: what an earlier build left is not used. */
export async function samBuild(
  target: Target<unknown>,
  workplace: Workplace,
  sources: Sources,
  settings: SamSettings,
): Promise<{ readonly template: string; readonly findings: readonly Finding[] }> {
  const { directory } = sources
  // SAM empties it, and leaves this folder out of the code that it copies.
  const build = `.aws-sam/deploy-action/${target.system}/build`
  const run = await runner(target, workplace, directory)
  const lines: string[] = []
  const ended = await run('sam', ['build', '--build-dir', build, '--no-cached', ...argumentsOf(sources, settings)], {
    limit: BUILD_LIMIT_MS,
    show: (line) => {
      workplace.say(line)
      if (lines.length < MOST_LINES) lines.push(line)
    },
  })
  const failure = toolFailure('sam build', ended)
  if (ended.status === UNKNOWN_OPTION) await demandVersion(run)
  if (failure) throw new Failure(failure.message, { code: failure.code, fix: knownFix(lines) ?? failure.fix })
  refuseMissing(lines)
  return { template: posix.join(directory, build, 'template.yaml'), findings: [...warnings(lines), ...credentialsTold(target)] }
}

function argumentsOf({ directory, template, container }: Sources, { file, environment }: SamSettings): readonly string[] {
  const from = (folder: string, path: string) => posix.relative(folder, path)
  // SAM looks for its configuration from the folder of the template that is named.
  const beside = template === undefined ? directory : posix.dirname(template)
  return [
    ...(template === undefined ? [] : ['--template-file', from(directory, template)]),
    ...(file === undefined ? [] : ['--config-file', from(beside, file), '--config-env', environment]),
    ...(container === undefined ? [] : [container ? '--use-container' : '--no-use-container']),
  ]
}

type Run = (
  log: string,
  args: readonly string[],
  how: { readonly limit: number; show?(line: string): void },
) => ReturnType<Workplace['ports']['commands']['run']>

async function runner(target: Target<unknown>, { ports, signal, log }: Workplace, cwd: string): Promise<Run> {
  const env = toolEnvironment(ports.env, { region: target.region, ...(target.withCredentials ? given(ports.env) : {}) })
  const path = env['PATH'] ?? ''
  const file = await ports.commands.find('sam', path)
  if (file === undefined) {
    throw new Failure(`There is no sam in ${path || 'PATH, which is empty'}.`, {
      code: 'TOOL_MISSING',
      fix: 'Install the AWS SAM CLI in a step before this one, with aws-actions/setup-sam.',
    })
  }
  return (name, args, how) => ports.commands.run({ file, args, cwd, env, log: log(name), ...how }, signal)
}

/** An older one refuses what it is given: only then it is asked, since every start of it takes its time. */
async function demandVersion(run: Run): Promise<void> {
  const ended = await run('sam-version', ['--version'], { limit: VERSION_LIMIT_MS })
  const failure = toolFailure('sam --version', ended)
  if (failure) throw failure
  const [, ...found] = /version (\d+)\.(\d+)\.(\d+)/.exec(ended.stdout) ?? []
  const parts = found.map(Number)
  const at = OLDEST.findIndex((least, index) => parts[index] !== least)
  if (parts.length > 0 && (at < 0 || (parts[at] ?? 0) > (OLDEST[at] ?? 0))) return
  const told = parts.length > 0 ? `SAM is of version ${parts.join('.')}` : 'sam --version tells no version'
  throw new Failure(`${told}; ${OLDEST.join('.')} is the oldest that can build without what an earlier build left.`, {
    code: 'TOOL_VERSION',
  })
}

function given(env: Workplace['ports']['env']) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  if (!accessKeyId || !secretAccessKey) return {}
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
}

const credentialsTold = ({ system, withCredentials }: Target<unknown>): readonly Finding[] =>
  withCredentials
    ? [
        {
          severity: 'medium',
          title: `${system} was built with AWS credentials`,
          cause: 'The configuration says `synthesize: with-credentials`.',
          impact: 'Whatever the build runs, its dependencies too, could use them.',
          fix: 'Take the key out: `sam build` asks AWS for nothing.',
          where: system,
        },
      ]
    : []
