import { toolFailure } from '../domain/tool.ts'
import { toolEnvironment } from '../domain/tool-environment.ts'
import { Failure } from '../foundation/failure.ts'
import type { Ended } from '../ports/commands.ts'
import type { Target, Workplace } from './engine.ts'
import { keysIfAny } from './tool-keys.ts'

/** The oldest that can be told not to take what an earlier build left, whatever its configuration says. https://github.com/aws/aws-sam-cli/issues/3828 */
const OLDEST = [1, 51, 0] as const
const VERSION_LIMIT_MS = 60_000

/** One call of SAM, whose whole output is in the log of that name. */
export type RunSam = (
  log: string,
  args: readonly string[],
  how: { readonly limit: number; show?(line: string): void },
) => Promise<Ended>

/** SAM, as a step before this one installed it. */
export async function samRunner(
  { region }: Pick<Target<unknown>, 'region'>,
  { ports, signal, log }: Workplace,
  { cwd, credentials }: { readonly cwd: string; readonly credentials: boolean },
): Promise<RunSam> {
  const env = toolEnvironment(ports.env, { region, ...(credentials ? await keysIfAny(ports, region) : {}) })
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
export async function demandVersion(run: RunSam): Promise<void> {
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
