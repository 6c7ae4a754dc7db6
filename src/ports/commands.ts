import type { Ended } from '../domain/tool.ts'

/** One call of a program. No shell sees any of it. */
export interface Command {
  /** An absolute path, a path from `cwd` (with a slash), or a name that is looked up in the PATH of `env`. */
  readonly file: string
  readonly args: readonly string[]
  /** From the root of the workspace, or absolute. */
  readonly cwd: string
  /** The whole environment: nothing is added to it. */
  readonly env: Readonly<Record<string, string>>
  /** In milliseconds. After it the program and all that it started are ended. */
  readonly limit: number
  /** The absolute path of the file that keeps what it prints, redacted. */
  readonly log: string
  /** Gets its lines as they come, redacted and inert, up to a bound, and a word when it says nothing for long. */
  readonly show?: (line: string) => void
}

/** Other people's command-line tools. Nothing that they start outlives the call, or us. */
export interface Commands {
  /** The absolute path of a program: the first of the folders of `path`, written as PATH is, that has it. */
  find(name: string, path: string): Promise<string | undefined>
  /**
   * Runs a program without a question answered: it reads an end of file. Whatever its status, it is told, not thrown.
   * Throws `TOOL_MISSING` where there is no such program, and the signal's reason where that aborts, once all has ended.
   */
  run(command: Command, signal: AbortSignal): Promise<Ended>
}

export type { Ended } from '../domain/tool.ts'
