import { posix } from 'node:path'
import type { Finding } from '../domain/finding.ts'
import { toolFailure } from '../domain/tool.ts'
import { Failure } from '../foundation/failure.ts'
import type { Target, Workplace } from './engine.ts'
import type { SamSettings } from './sam-config.ts'
import { knownFix, refuseMissing, warnings } from './sam-lines.ts'
import { demandVersion, samRunner } from './sam-tool.ts'

/** https://click.palletsprojects.com/en/stable/exceptions/: what it was given, SAM does not know. */
const UNKNOWN_OPTION = 2
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
  const run = await samRunner(target, workplace, { cwd: directory, credentials: target.withCredentials })
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
