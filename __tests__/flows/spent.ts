import type { Home } from '../world/executor/hub/home.ts'
import type { Run } from '../world/executor/hub/run.ts'

const MS = 1000
const seconds = (from: string, to: string | null): number => (to === null ? 0 : (Date.parse(to) - Date.parse(from)) / MS)

/** What the jobs of a run took on a clock that is not faster than ours: `build 6 s, plan 3 s`. */
export const spent = ({ repository }: Home, run: Run): string =>
  repository.workflowJobs
    .of(run.id, 1)
    .filter(({ conclusion }) => conclusion === 'success')
    .map(({ name, startedAt, completedAt }) => `${name.split(' / ').at(-1)} ${seconds(startedAt, completedAt)} s`)
    .join(', ')
