import type { Home } from '../world/executor/hub/home.ts'
import type { Run } from '../world/executor/hub/run.ts'

/** What GitHub ended up with, for one look. */
export interface Told {
  /** `open demo-production failed: CHECK_FAILED`, the oldest first. */
  readonly issues: readonly string[]
  /** `production success deploy-action/1 successful`: the newest status of each deployment, the oldest first. */
  readonly deployments: readonly string[]
}

/** What a person finds on GitHub behind a flow. */
export function told({ repository }: Home): Told {
  const { issues, deployments } = repository
  return {
    issues: issues.all().map(({ state, title }) => `${state} ${title}`),
    deployments: deployments
      .all()
      .toReversed()
      .map(({ id, environment }) => {
        const [newest] = deployments.statuses(id)
        return `${environment} ${newest?.state ?? ''} ${newest?.description ?? ''}`.replace(/ run=.*/, '').trim()
      }),
  }
}

/** Verdict and reason as the reusable workflow gives them to its caller. */
export function ended(run: Run): string {
  const report = run.jobs.find(({ name }) => name.endsWith('report'))
  return `${report?.outputs['verdict'] ?? 'nothing'} ${report?.outputs['reason-code'] ?? ''}`.trim()
}

/** The first line of the report's summary: what happened. */
export const headline = (run: Run): string => {
  const report = run.jobs.find(({ name }) => name.endsWith('report'))
  return (report?.summaries.join('\n') ?? '').split('\n').find((line) => line.trim() !== '') ?? ''
}

/** Everything that machines printed, for a failing test. */
export const logs = (run: Run): string => run.jobs.map(({ name, log }) => `### ${name}\n${log.join('\n')}`).join('\n')
