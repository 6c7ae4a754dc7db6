import { realTools, ToolUnavailable } from '../../__tests__/world/tools/tools.ts'

/** The AWS command line as the lock pins it: what starts it, or in one line why it cannot be had. */
export type AwsCli = { readonly command: readonly [string, ...string[]]; readonly env: Readonly<Record<string, string>> } | string

/** Installs the AWS command line once per lock. */
export async function awsCli(say: (line: string) => void): Promise<AwsCli> {
  try {
    const { path } = await realTools(['aws'], say)
    return { command: ['aws'], env: { PATH: path } }
  } catch (error) {
    if (error instanceof ToolUnavailable) return error.message
    throw error
  }
}
