import { resolve } from 'node:path'
import type { Ended } from '../domain/tool.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { Secrets } from '../foundation/redact.ts'
import type { Command, Commands } from '../ports/commands.ts'
import type { Clock } from '../ports/index.ts'
import { prefixed, quoted, refuseUnfit } from './tool-arguments.ts'
import { Frames } from './tool-frames.ts'
import { Output } from './tool-output.ts'
import { find, isFolder, isProgram } from './tool-path.ts'
import { type Pids, Reins } from './tool-reins.ts'

/** When a tool says nothing for so long, we say that it still runs. */
const QUIET_MS = 15_000
const COMPLAINT_CHARS = 2000

interface Place {
  readonly workspace: string
  /** The path of the compiled supervisor. */
  readonly supervisor: string
  readonly secrets: Secrets
  readonly clock: Clock
  /** What is done while a tool works and this process only waits. */
  readonly meanwhile?: () => unknown
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

async function supervised(
  { supervisor, secrets, clock, meanwhile }: Place,
  command: Command,
  signal: AbortSignal,
): Promise<Ended> {
  const { exec } = await import('@actions/exec')
  signal.throwIfAborted()
  const since = clock.now().getTime()
  const elapsed = () => clock.now().getTime() - since
  let shown = 0
  const show = (line: string): void => {
    shown = elapsed()
    command.show?.(line)
  }
  const output = new Output(command.log, secrets, show)
  const reins = new Reins(clock)
  const { told, listeners } = listening(output, reins)
  reins.every(QUIET_MS, () => {
    const last = output.last && `, last: ${output.last}`
    if (elapsed() - shown >= QUIET_MS) show(`still running, ${Math.round(elapsed() / 1000)} s${last}`)
  })
  reins.limit(command.limit, signal)
  try {
    const args = [supervisor, command.file, ...command.args]
    const done = exec(quoted(process.execPath), args, { cwd: command.cwd, env: prefixed(command.env), listeners, ...QUIETLY })
    meanwhile?.()
    await done
  } finally {
    reins.drop()
    if (told.how === undefined) reins.kill()
    output.close()
  }
  signal.throwIfAborted()
  return ended(command, told, { timedOut: reins.timedOut, ms: elapsed(), output })
}

const QUIETLY = { silent: true, ignoreReturnCode: true } as const

interface Told {
  how: How | undefined
  /** What the supervisor itself complained of. */
  complaint: string
}

function listening(output: Output, reins: Reins) {
  const told: Told = { how: undefined, complaint: '' }
  const frames = new Frames((kind, body) => {
    if (kind === 'o' || kind === 'e') output.read(kind, body)
    else if (kind === 'p') reins.hold(parsed(body.toString()) as Pids)
    else told.how = parsed(body.toString()) as How
  })
  const stdout = (chunk: Buffer): void => frames.read(chunk)
  const stderr = (chunk: Buffer): void => {
    told.complaint = `${told.complaint}${chunk}`.slice(0, COMPLAINT_CHARS)
  }
  return { told, listeners: { stdout, stderr } }
}

interface Seen {
  readonly timedOut: boolean
  readonly ms: number
  readonly output: Output
}

function ended({ file }: Command, { how, complaint }: Told, { timedOut, ms, output }: Seen): Ended {
  const { tail, stdout, bytes } = output
  if (how === undefined && !timedOut) {
    throw new Failure(`What watched over ${file} was lost${complaint && `: ${complaint}`}.`, { code: 'UNEXPECTED' })
  }
  // At its limit, what watched over it was too slow, and was ended by us together with the tool.
  if (how === undefined) return { status: undefined, signal: 'SIGKILL', timedOut, tail, stdout, bytes, ms }
  if (how.error !== undefined) throw missing(`${file} could not be started: ${how.error}.`)
  const by = how.signal ? { signal: how.signal } : {}
  return { status: how.status ?? undefined, ...by, timedOut, tail, stdout, bytes, ms }
}
