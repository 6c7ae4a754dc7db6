import { describeIf, missing as ministackMissing } from '../ministack/for-tests.ts'
import { realTools, type ToolName, ToolUnavailable } from './tools.ts'

/** Declares tests that need MiniStack and real tools; where they cannot be had it is as with MiniStack alone. */
export async function describeWithTools(names: readonly ToolName[], name: string, declare: () => void): Promise<void> {
  const reason = (await ministackMissing()) ?? (await missing(names))
  describeIf(reason, { name, needed: `MiniStack with ${names.join(', ')}` }, declare)
}

async function missing(names: readonly ToolName[]): Promise<string | undefined> {
  try {
    await realTools(names, (line) => process.stderr.write(`${line}\n`))
    return undefined
  } catch (error) {
    if (error instanceof ToolUnavailable) return error.message
    throw error
  }
}
