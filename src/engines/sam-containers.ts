import { toolFailure } from '../domain/tool.ts'
import { toolEnvironment } from '../domain/tool-environment.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { Workplace } from './engine.ts'
import { isTable } from './sam-document.ts'

/** What helps wherever an image is not at hand. */
export const TOGETHER =
  'Run `synthesize` and `plan` in one job, on a machine where Docker is running: images do not travel with a build.'

/** An image as the container engine of this machine has it. */
export interface ContainerImage {
  readonly id: string
  /** Its addresses by digest, in every registry that it was pushed to or pulled from. */
  readonly digests: readonly string[]
}

const LIMIT_MS = 60_000

/** Looks for images in the container engine of this machine. https://docs.docker.com/reference/cli/docker/image/inspect/ */
export async function containers({ ports, signal, folder, log }: Workplace) {
  const env = toolEnvironment(ports.env, {})
  const path = env['PATH'] ?? ''
  const file = await ports.commands.find('docker', path)
  if (file === undefined)
    throw new Failure(`There is no docker in ${path || 'PATH, which is empty'}.`, { code: 'TOOL_MISSING', fix: TOGETHER })
  return async (image: string): Promise<ContainerImage | undefined> => {
    const args = ['image', 'inspect', image]
    const ended = await ports.commands.run({ file, args, cwd: folder, env, limit: LIMIT_MS, log: log('docker') }, signal)
    if (ended.tail.some((line) => /no such (?:image|object)/i.test(line))) return undefined
    const failure = toolFailure('docker image inspect', ended)
    if (failure) throw new Failure(failure.message, { code: failure.code, fix: TOGETHER })
    const found = parsed(ended.stdout)
    const { Id: id, RepoDigests: digests }: Readonly<Record<string, unknown>> =
      Array.isArray(found) && isTable(found[0]) ? found[0] : {}
    if (typeof id !== 'string') return undefined
    return { id, digests: Array.isArray(digests) ? digests.filter((one) => typeof one === 'string') : [] }
  }
}
