import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import type { Ended } from '../domain/tool.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { Secrets } from '../foundation/redact.ts'
import type { Command, Commands } from '../ports/commands.ts'
import type { Clock } from '../ports/index.ts'
import { Frames } from './tool-frames.ts'
import { Output } from './tool-output.ts'
import { type Pids, Reins } from './tool-reins.ts'

/** When a tool says nothing for so long, we say that it still runs. */
const QUIET_MS = 15_000
/**
 * The longest single argument or variable that Linux takes, and what fits together into the usual stack of 8 MB.
 * https://man7.org/linux/man-pages/man2/execve.2.html
 */
const LONGEST_ARGUMENT = 131_072
const MOST_ARGUMENTS = 2_000_000
const COMPLAINT_CHARS = 2000

interface Place {
  readonly workspace: string
  /** The path of the compiled supervisor. */
  readonly supervisor: string
  readonly secrets: Secrets
  readonly clock: Clock
}

/** What the supervisor tells of the end of the tool. */
interface How {
  readonly status?: number | null
  readonly signal?: string | null
  /** It could not be started. */
  readonly error?: string
}

/** Tools, run by `@actions/exec`: each below a supervisor that can end it, which the package itself cannot. */
export const commands = (place: Place): Commands => ({
  find: async (name, path) => find(name, path),
  async run(command, signal) {
    signal.throwIfAborted()
    const cwd = resolve(place.workspace, command.cwd)
    if (!isFolder(cwd)) throw new Failure(`There is no folder ${command.cwd} to run ${command.file} in.`, { code: 'TOOL_FAILED' })
    const path = command.env['PATH'] ?? ''
    const file = command.file.includes('/') ? resolve(cwd, command.file) : find(command.file, path)
    if (file === undefined) throw missing(`There is no ${command.file} in ${path || 'PATH, which is empty'}.`)
    if (!isProgram(file)) throw missing(`${command.file} is no program.`)
    refuseUnfit(command)
    return supervised(place, { ...command, file, cwd }, signal)
  },
})

const missing = (message: string) => new Failure(message, { code: 'TOOL_MISSING' })

async function supervised({ supervisor, secrets, clock }: Place, command: Command, signal: AbortSignal): Promise<Ended> {
  const { exec } = await import('@actions/exec')
  signal.throwIfAborted()
  const since = clock.now().getTime()
  const elapsed = () => clock.now().getTime() - since
  let [heard, complaint] = [0, '']
  let how: How | undefined
  const show = (line: string): void => {
    heard = elapsed()
    command.show?.(line)
  }
  const output = new Output(command.log, secrets, show)
  const reins = new Reins(clock)
  const frames = new Frames((kind, body) => {
    if (kind === 'o' || kind === 'e') output.read(kind, body)
    else if (kind === 'p') reins.hold(parsed(body.toString()) as Pids)
    else how = parsed(body.toString()) as How
  })
  const remind = () => {
    const last = output.last && `, last: ${output.last}`
    if (elapsed() - heard >= QUIET_MS) show(`still running, ${Math.round(elapsed() / 1000)} s${last}`)
  }
  const listeners = {
    stdout: (chunk: Buffer) => frames.read(chunk),
    stderr: (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(0, COMPLAINT_CHARS)
    },
  }
  reins.every(QUIET_MS, remind)
  reins.limit(command.limit, signal)
  try {
    const args = [supervisor, command.file, ...command.args]
    await exec(quoted(process.execPath), args, { cwd: command.cwd, env: prefixed(command.env), listeners, ...QUIETLY })
  } finally {
    reins.drop()
    output.close()
  }
  signal.throwIfAborted()
  return ended(command, how, complaint, { timedOut: reins.timedOut, ms: elapsed(), output })
}

const QUIETLY = { silent: true, ignoreReturnCode: true } as const

interface Seen {
  readonly timedOut: boolean
  readonly ms: number
  readonly output: Output
}

function ended({ file }: Command, how: How | undefined, complaint: string, { timedOut, ms, output }: Seen): Ended {
  if (how === undefined) {
    throw new Failure(`What watched over ${file} was lost${complaint && `: ${complaint}`}.`, { code: 'UNEXPECTED' })
  }
  if (how.error !== undefined) throw missing(`${file} could not be started: ${how.error}.`)
  const { tail, stdout, bytes } = output
  const by = how.signal ? { signal: how.signal } : {}
  return { status: how.status ?? undefined, ...by, timedOut, tail, stdout, bytes, ms }
}

// The package splits its first argument at spaces that are not in quotes.
const quoted = (path: string): string => `"${path.replaceAll(/["\\]/g, '\\$&')}"`

const prefixed = (env: Command['env']): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [`TOOL_${name}`, value]))

/** What the system would refuse: the package would never answer then. */
function refuseUnfit({ file, args, env }: Command): void {
  const all = [...args, ...Object.entries(env).map(([name, value]) => `TOOL_${name}=${value}`)]
  const sizes = all.map((text) => Buffer.byteLength(text) + 1)
  const why = [
    all.some((text) => text.includes('\0')) && 'holds a null character',
    Object.keys(env).some((name) => name === '' || name.includes('=')) && 'has a name that no variable can have',
    sizes.some((size) => size > LONGEST_ARGUMENT) && 'is longer than the system takes',
    sizes.reduce((sum, size) => sum + size, 0) > MOST_ARGUMENTS &&
      'is one too many: together they are longer than the system takes',
  ].find(Boolean)
  if (why) throw new Failure(`An argument or a variable for ${file} ${why}.`, { code: 'TOOL_FAILED' })
}

function find(name: string, path: string): string | undefined {
  if (name === '' || name.includes('/')) return undefined
  // An empty or relative folder would be one of whatever repository we stand in.
  const places = path.split(delimiter).filter(isAbsolute)
  return places.map((folder) => join(folder, name)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
