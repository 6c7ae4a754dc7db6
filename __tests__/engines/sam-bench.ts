import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { files } from '../../src/adapters/files.ts'
import type { Target, Workplace } from '../../src/engines/engine.ts'
import { sam } from '../../src/engines/sam.ts'
import type { Clock, Ports } from '../../src/ports/index.ts'
import { keysOf } from '../adapters/access.ts'
import { type Bench, bench } from '../adapters/tools.ts'

export const TEMPLATE = `Parameters: { Size: { Type: Number } }
Resources:
  Service: { Type: AWS::Serverless::Function, Properties: { CodeUri: Service } }
`
/** What a build that ends well does. */
export const BUILDS = `mkdir -p "$3/Service"; echo code > "$3/Service/index.js"; cp template.yaml "$3/template.yaml"`

type Options = Parameters<typeof sam.synthesize>[0]['options']

/** What a test wants otherwise. */
export interface Wanted extends Partial<Omit<Target<Options>, 'options'>> {
  readonly options?: Partial<Options>
  readonly env?: Readonly<Record<string, string>>
}

/** An application, and a program called sam that does what the test says. */
export interface SamBench extends Bench {
  /** The folder of the build. */
  readonly build: string
  write(path: string, content: string): Promise<void>
  /** Shell text for `sam build`, and what `sam --version` tells. */
  sam(build: string, version?: string): Promise<void>
  /** Another program, with its shell text. */
  program(name: string, text: string): Promise<void>
  synthesize(wanted?: Wanted): ReturnType<typeof sam.synthesize>
  place(env?: Readonly<Record<string, string>>): Workplace
}

/** Opens a bench with an application of one function in `backend`. */
export async function samBench(time?: Clock): Promise<SamBench> {
  const tools = await bench(time)
  const { folder, commands, secrets, shown } = tools
  const build = join(folder, '..', `${folder.split('/').at(-1)}-build`)
  await mkdir(build)
  const bin = join(folder, '.bin')
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  await write('backend/template.yaml', TEMPLATE)
  const program = async (name: string, text: string): Promise<void> => {
    await write(`.bin/${name}`, `#!/bin/sh\n${text}\n`)
    await chmod(join(bin, name), 0o755)
  }
  const fake = (text: string, version = 'SAM CLI, version 1.170.0'): Promise<void> =>
    program(
      'sam',
      `if [ "$1" = --version ]; then echo '${version}'; exit 0; fi
printf '%s\\n' "$@" > '${folder}/arguments'
env > '${folder}/environment'
${text}`,
    )
  await fake(BUILDS)
  const place = (env: Readonly<Record<string, string>> = {}): Workplace => ({
    ports: {
      ...{ files: files(folder), commands, secrets, runner: { temp: join(folder, 'temp'), step: 'deploy' } },
      env: { PATH: `${bin}:/usr/bin:/bin`, ...env },
      credentials: keysOf(env),
    } as unknown as Ports,
    signal: new AbortController().signal,
    folder: build,
    log: (tool) => join(folder, 'logs', `${tool}.log`),
    say: (line) => void shown.push(line),
  })
  return {
    ...tools,
    build,
    write,
    sam: fake,
    program,
    place,
    synthesize: ({ options = {}, env = {}, ...target } = {}) => {
      const usual = { system: 'demo', region: 'us-east-1', given: [], withCredentials: false }
      return sam.synthesize({ ...usual, ...target, options: { directory: 'backend', ...options } }, place(env))
    },
  }
}
