import { installed } from './install.ts'
import { MinistackUnavailable } from './unavailable.ts'

// Installs MiniStack before tests that share it; its one line of output is the reason why it cannot be had.
try {
  await installed((line) => process.stderr.write(`${line}\n`))
} catch (error) {
  if (!(error instanceof MinistackUnavailable)) throw error
  process.stdout.write(`${error.message}\n`)
  process.exitCode = 1
}
