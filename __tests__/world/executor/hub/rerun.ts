import type { Tree } from '../workflow/tree.ts'
import type { JobRun } from './job-run.ts'

/**
 * The jobs that need not run again: what succeeded or was skipped, and needs nothing that runs again.
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs#re-running-failed-jobs-in-a-workflow
 */
export function keptOf(tree: Tree, jobs: readonly JobRun[]): ReadonlyMap<string, JobRun> {
  const kept = new Map<string, JobRun>()
  const byPath = new Map(jobs.map((job) => [job.path, job]))
  sort(tree, '', false)
  return kept

  /** Whether anything of a workflow runs again. */
  function sort({ jobs: planned }: Tree, path: string, forced: boolean): boolean {
    const again = new Map<string, boolean>()
    const decide = (id: string): boolean => {
      const known = again.get(id)
      const found = planned.find(({ job }) => job.id === id)
      if (known !== undefined || !found) return known ?? false
      const force = forced || found.job.needs.map(decide).includes(true)
      const own = byPath.get(`${path}${id}`)
      const inner = found.calls && own === undefined ? sort(found.calls, `${path}${id}/`, force) : false
      const ends = own !== undefined && (own.result === 'failure' || own.result === 'cancelled' || own.conclusion === 'failure')
      const runs = force || ends || inner
      again.set(id, runs)
      if (own && !runs) kept.set(own.path, own)
      return runs
    }
    return planned.map(({ job }) => decide(job.id)).includes(true)
  }
}
