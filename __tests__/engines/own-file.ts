import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../world/core/step.ts'
import { type Action, actionIn } from '../world/tools/action.ts'
import type { Copy } from '../world/tools/copy.ts'
import type { ExampleName } from '../world/tools/examples.ts'
import type { ToolName } from '../world/tools/tools.ts'
import { openToolsWorld } from '../world/tools/tools-world.ts'

/** The tools of all examples. */
export const TOOLS = ['aws', 'sam', 'cdk', 'osls'] as const satisfies readonly ToolName[]

/** An example with the configuration that it brings along. */
export interface OwnFile extends Copy {
  /** Has its tool make the templates, as a job without credentials does. */
  synthesized(): Promise<Result>
  /** Plans that build, as a second job does. */
  planned(build: Result): Promise<Result>
  /** Deploys and verifies what was planned, as a third job does. */
  deployed(build: Result, plan: Result): Promise<Result>
}

/** MiniStack with every tool, and the action in this process. */
export interface OwnFiles {
  example(name: ExampleName): Promise<OwnFile>
  close(): Promise<void>
}

/** Without these in the environment of a step they are no secrets to it; the key of this world is the number of its account. */
const OF_THE_PROCESS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
const BUILD = 'handed-on'
const WITHOUT_ENVIRONMENTS: readonly ExampleName[] = ['npm-service']

/** Opens that world. */
export async function openOwnFiles(say?: (line: string) => void): Promise<OwnFiles> {
  const world = await openToolsWorld(TOOLS, say)
  const env = { ...world.env }
  for (const name of OF_THE_PROCESS) {
    process.env[name] = world.env[name] ?? ''
    delete env[name]
  }
  const action: Action = await actionIn({ ...world, env })
  const bucket = await world.copy('pixel-prompt')
  const made = await bucket.run('sam', 'package', '--resolve-s3', '--output-template-file', 'packaged.yaml')
  if (made.code !== 0) throw new Error(made.output)
  return {
    async example(name) {
      const copy = await world.copy(name)
      const environment = WITHOUT_ENVIRONMENTS.includes(name) ? {} : { environment: 'staging' }
      const run = (inputs: Readonly<Record<string, string>>) => action.run(copy, { inputs: { ...environment, ...inputs } })
      return {
        ...copy,
        async synthesized() {
          const build = await run({ stages: 'synthesize' })
          await travels(build.outputs['build'] ?? '', join(copy.folder, BUILD))
          return { ...build, outputs: { ...build.outputs, build: BUILD } }
        },
        planned: (build) => run({ stages: 'plan', ...given(build, 'build') }),
        deployed: (build, plan) => run({ stages: 'deploy,verify,report', ...given(build, 'build'), ...given(plan, 'record') }),
      }
    },
    async close() {
      action.close()
      await world.close()
    },
  }
}

/**
 * What `actions/upload-artifact` makes of a folder: another place, and nothing that could be run.
 * https://github.com/actions/upload-artifact#permission-loss
 */
async function travels(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await rename(from, to)
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o644)
  }
}

/** What a job hands on, as inputs of the next one. */
const given = ({ outputs }: Result, name: 'build' | 'record') =>
  Object.fromEntries([name, `${name}-sha256`].map((key) => [key, outputs[key] ?? '']))
