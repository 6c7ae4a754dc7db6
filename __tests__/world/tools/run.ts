import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'

/** How a command ended. */
export interface Ran {
  readonly code: number
  /** Everything that it said, in the order in which it came. */
  readonly output: string
  readonly seconds: number
}

/** Where a command runs, and with nothing but what in its environment. */
export interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

const LIMIT_MS = 120_000

/** Runs a program found on the given PATH, without a shell and without input, and waits for its end. */
export async function run([program, ...given]: readonly [string, ...string[]], { cwd, env }: Place): Promise<Ran> {
  const begun = performance.now()
  const child = spawn(program, given, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS, killSignal: 'SIGKILL' })
  const parts: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => parts.push(part))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? -1, output: parts.join(''), seconds: (performance.now() - begun) / 1000 }
}
