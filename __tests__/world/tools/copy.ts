import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EndpointAnswer } from '../proxy/ask.ts'
import { type Edit, type Example, type ExampleName, examples } from './examples.ts'
import { type Ran, run } from './run.ts'
import type { Tools } from './tools.ts'

/** A fresh copy of an example in the world. */
export interface Copy {
  readonly folder: string
  /** Replaces each text, which must be there exactly once. */
  edit(...edits: readonly Edit[]): Promise<void>
  /** Takes the edits back. */
  mend(...edits: readonly Edit[]): Promise<void>
  /** Gives it another version than the one it has. */
  version(next: string): Promise<void>
  /** Runs one command of a tool where the team runs its own. */
  run(...command: readonly [string, ...string[]]): Promise<Ran>
  /** Builds and deploys as its team does by hand; the result is that of the command that failed, or of the last. */
  deploy(): Promise<Ran>
  /** The version that the deployed system answers with. */
  answer(): Promise<string>
}

/** What a copy needs of its world. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>
  readonly tools: Tools
  ask(url: string): Promise<EndpointAnswer>
  output(stack: string, key: string): Promise<string>
}

/** Copies an example into an empty folder, with the libraries that it builds with. */
export async function copyOf(name: ExampleName, folder: string, { env, tools, ask, output }: Surroundings): Promise<Copy> {
  const example: Example = examples[name]
  await cp(join(process.cwd(), 'examples', name), folder, { recursive: true })
  const cwd = join(folder, example.folder)
  // What `npm ci` would put there.
  const [packaged] = example.tools.filter((tool) => tool === 'cdk' || tool === 'osls')
  if (packaged) await symlink(tools.modules(packaged), join(cwd, 'node_modules'))
  let current = '1.0.0'
  const edit = async (...edits: readonly Edit[]): Promise<void> => {
    for (const [file, from, to] of edits) await replace(join(folder, file), from, to)
  }
  const command = (...given: readonly [string, ...string[]]) => run(given, { cwd, env })
  return {
    folder,
    edit,
    mend: (...edits) => edit(...edits.toReversed().map(([file, from, to]) => [file, to, from] as const)),
    async version(next) {
      await edit(...example.version.map((file) => [file, current, next] as const))
      current = next
    },
    run: command,
    async deploy() {
      for (const step of example.build) {
        const built = await command(...step)
        if (built.code !== 0) return built
      }
      return command(...example.deploy)
    },
    async answer() {
      const { stack, output: key, path } = example.endpoint
      const { body } = await ask(`${await output(stack, key)}${path}`)
      return String((JSON.parse(body) as { version?: unknown }).version)
    },
  }
}

async function replace(file: string, from: string, to: string): Promise<void> {
  const parts = (await readFile(file, 'utf8')).split(from)
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`)
  await writeFile(file, parts.join(to))
}
