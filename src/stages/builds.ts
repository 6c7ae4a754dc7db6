import { join } from 'node:path'
import { folderDigest } from '../artifacts/folder-digest.ts'
import type { StackConfig } from '../config/config.ts'
import { notArrived } from '../domain/not-arrived.ts'
import type { Publishing, Target, Workplace } from '../engines/index.ts'
import { Failure } from '../foundation/failure.ts'
import { short } from '../foundation/markdown.ts'
import type { Runner } from '../ports/runner.ts'
import { regionOf } from './region.ts'
import { contextOf } from './roles.ts'
import type { StageContext } from './stage.ts'

/** What the engine of a stack is asked to make. */
export async function targetOf(stack: StackConfig, { ports, config }: StageContext): Promise<Target<unknown>> {
  const { name, options, account, bucket, prefix, withCredentials } = stack
  return {
    system: name,
    options,
    region: await regionOf(stack, ports),
    withCredentials,
    given: Object.keys(stack.parameters),
    ...(account ? { account } : {}),
    ...(config.environment ? { environment: config.environment } : {}),
    ...(bucket ? { bucket } : {}),
    ...(prefix ? { prefix } : {}),
  }
}

/** The folder of all builds of a step. It lies apart from that of the record, which is kept where many can read it. */
export const buildFolder = ({ temp, step }: Pick<Runner, 'temp' | 'step'>): string => join(temp, 'deploy-action-build', step)

/** What another job synthesized is what it says it is. It ran code of the repository, so nothing of it is believed beyond that. */
export async function demandBuild({ ports, signal }: Pick<StageContext, 'ports' | 'signal'>): Promise<void> {
  const [path, expected] = [ports.runner.input('build'), ports.runner.input('build-sha256')]
  if (!path) return
  if ((await ports.files.look(path))?.kind !== 'folder')
    throw new Failure(`There is no build ${path}.`, { code: 'BUILD_MISSING' })
  if (expected === '')
    throw new Failure('The build came without its sha256.', { code: 'BUILD_INVALID', fix: notArrived('build-sha256') })
  const found = await folderDigest(ports.files, path, signal)
  if (found !== expected)
    throw new Failure(`The build has the sha256 ${found}, not ${short(expected, 80)}.`, { code: 'BUILD_INVALID' })
}

/** Where what was built lies, by this job or by the one whose build is given. */
export const buildOf = (runner: Runner): string => runner.input('build') || buildFolder(runner)

/** Where it works: each has a folder of its own. */
export const workplaceOf = ({ name }: StackConfig, context: StageContext): Workplace => {
  const { signal, folder } = context
  const { ports } = contextOf(context, { name })
  return {
    ports,
    signal,
    folder: join(buildOf(ports.runner), name),
    log: (tool) => join(folder, `${name}-${tool}.log`),
    say: (line) => ports.runner.info(`${name}: ${line}`),
  }
}

/** Where it works once there are credentials. */
export const publishingOf = (stack: StackConfig, context: StageContext): Publishing => ({
  ...workplaceOf(stack, context),
  core: contextOf(context, stack).core,
  caller: contextOf(context, stack).caller,
})
