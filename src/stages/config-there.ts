import type { Run } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import { textAt } from '../gates/index.ts'
import type { Ports } from '../ports/index.ts'
import { readsBy } from './reads.ts'
import { reportsOn } from './reported.ts'

const LIMIT_MS = 60_000

/**
 * The text of the configuration for a job that only reports, and so checks nothing out: as the commit of the run has it, or for another run
 * the default branch, whose rules are nobody's who started that run. Nothing for any other job.
 */
export async function configThere(ports: Ports, { identity }: Run, path: string): Promise<string | undefined> {
  const { runner, clock } = ports
  if (!reportsOn(ports)) return undefined
  const token = runner.input('github-token')
  if (!token) throw new Failure(`There is no ${path} here, and no token to ask GitHub for it.`, { code: 'GITHUB_TOKEN_MISSING' })
  const reads = readsBy(ports.github(token), ports, clock.deadline(LIMIT_MS))
  return textAt(reads, path, runner.input('run-id') === '' ? identity.sha : undefined)
}
