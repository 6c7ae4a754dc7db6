import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { EOL } from 'node:os'

/**
 * A workflow command as a line of the log. Those that come before the first call to AWS are written here: `@actions/core`
 * brings a whole HTTP client with it, which was a fifth of the time to that call.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const command = (name: string, text: string): string => `::${name}::${data(text)}`

/** A value in one of the runner's files, GITHUB_OUTPUT or GITHUB_STATE. No value can contain the line that ends it. */
export async function assign(file: string | undefined, name: string, value: string): Promise<void> {
  if (!file) return
  const end = `end_${randomUUID()}`
  appendFileSync(file, `${name}<<${end}${EOL}${value}${EOL}${end}${EOL}`)
}

// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
