import { readsOf } from '../gates/index.ts'
import type { GitHub, GitHubReads } from '../ports/github.ts'
import type { Ports } from '../ports/index.ts'

/** Reads of GitHub that are tried again, each try told in the log, until the signal ends them. */
export const readsBy = (github: GitHub, { clock, runner }: Pick<Ports, 'clock' | 'runner'>, signal: AbortSignal): GitHubReads =>
  readsOf(github, { clock, signal, say: (line) => runner.info(line) })
