import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { clock } from '../../src/adapters/clock.ts'
import { commands } from '../../src/adapters/tools.ts'
import { shell } from '../../src/domain/tool.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import type { Clock, Command, Commands, Ended } from '../../src/ports/index.ts'

type Given = Partial<Command> & { readonly signal?: AbortSignal }

/** A folder in which tools are run by the real adapter. */
export interface Bench {
  readonly folder: string
  readonly secrets: Secrets
  readonly commands: Commands
  /** Lines that were shown. */
  readonly shown: string[]
  run(command: Given): Promise<Ended>
  /** A script of Node's as the tool. */
  node(script: string, given?: Given): Promise<Ended>
  bash(text: string, given?: Given): Promise<Ended>
  log(): Promise<string>
  close(): Promise<void>
}

const PATH = process.env['PATH'] ?? ''

/** What watches over tools here. */
export const SUPERVISOR = resolve('build/src/adapters/supervisor.js')

/** Opens a bench; its clock is the machine's and its supervisor ours unless another is given. */
export async function bench(time: Clock = clock, supervisor = SUPERVISOR): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'tools-'))
  const secrets = new Secrets()
  const port = commands({ workspace: folder, supervisor, secrets, clock: time })
  const shown: string[] = []
  const log = join(folder, 'logs/tool.log')
  const run = ({ signal = new AbortController().signal, ...given }: Given) =>
    port.run(
      { file: 'bash', args: [], cwd: '.', env: { PATH }, limit: 30_000, log, show: (line) => shown.push(line), ...given },
      signal,
    )
  return {
    folder,
    secrets,
    commands: port,
    shown,
    run,
    node: (script, given) => run({ file: process.execPath, args: ['-e', script], ...given }),
    bash: (text, given) => run({ ...shell(text), ...given }),
    log: () => readFile(log, 'utf8'),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Whether a process is there; one that died and was not buried yet is not. */
export async function alive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return !/\) [ZX]/.test(status)
}
