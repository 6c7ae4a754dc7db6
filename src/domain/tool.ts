import { Failure } from '../foundation/failure.ts'

/** How a tool's process ended. */
export interface Ended {
  /** Nothing where a signal ended it. */
  readonly status: number | undefined
  readonly signal?: string
  /** We ended it, because its time was over. */
  readonly timedOut: boolean
  /** The last lines that say something, oldest first: bounded, redacted, inert. */
  readonly tail: readonly string[]
  /** The first megabyte of its standard output as it came, not redacted: to be read, never to be written. */
  readonly stdout: string
  /** How much it printed, on both streams. */
  readonly bytes: number
  readonly ms: number
}

/** A user's own text as a command: the only way to a shell. The text is one argument, and values reach it as variables only. */
export const shell = (text: string) => ({ file: 'bash', args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', text] }) as const

/** Why the tool did not do what it was to do; nothing where it ended with status 0. */
export function toolFailure(name: string, { status, signal, timedOut, tail, ms }: Ended): Failure | undefined {
  if (status === 0 && !timedOut) return undefined
  const seconds = `${Math.round(ms / 1000)} s`
  const how = timedOut
    ? `did not end within its time limit, and was ended after ${seconds}`
    : signal
      ? `was ended from outside by ${signal} after ${seconds}`
      : `ended with status ${status}`
  const said = tail.length === 0 ? ' It printed nothing.' : ` Its last lines:\n${tail.map((line) => `  ${line}`).join('\n')}`
  return new Failure(`${name} ${how}.${said}`, { code: timedOut ? 'TOOL_TIMED_OUT' : 'TOOL_FAILED' })
}
