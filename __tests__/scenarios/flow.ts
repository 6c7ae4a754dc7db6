import type { WorkflowJob } from '../world/github/rooms/workflow-job-book.ts'
import { IDENTITY } from './runner.ts'
import type { Result, Run, Scene } from './scene.ts'

/** What the reporting job may do, as the reusable workflow says it. */
export const REPORTING = {
  actions: 'read',
  checks: 'read',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
} as const

/** A run of the reusable workflow of which the jobs before the report are told by a test. */
export interface Flow {
  readonly runId: string
  /** The job that is reported on, as GitHub shows it. */
  job(name: string, more?: Partial<WorkflowJob>, ...annotations: string[]): WorkflowJob
  /** The plan of the run, and what the report job gets of it. */
  plan(run?: Run): Promise<Inputs>
  /** The deploying job, whose record is handed on as well. */
  deploy(given: Inputs, run?: Run): Promise<Inputs>
  report(given: Inputs, run?: Run): Promise<Result>
}

type Inputs = Readonly<Record<string, string>>

const done = { status: 'completed', conclusion: 'success', startedAt: null, completedAt: null } as const

/** The steps of a job that began: the last one ended so. */
export const steps = (...conclusions: (string | null)[]): WorkflowJob['steps'] =>
  conclusions.map((conclusion, index) => ({ ...done, name: `step ${index + 1}`, number: index + 1, conclusion }))

/** Opens a run of production, with a job that reports under way on a machine of its own. */
export function flow(world: Scene, more: { readonly ref?: string; readonly url?: string } = {}): Flow {
  const repository = world.github.repository(IDENTITY.repository)
  const { id } = repository.workflowRuns.add({ workflow: 'release.yml', status: 'in_progress', sha: IDENTITY.sha })
  repository.workflowJobs.add({ run: id, name: 'production / report', status: 'in_progress', runnerName: 'machine 9' })
  const runId = String(id)
  const identity = { runId, url: `https://github.com/octo-org/demo/actions/runs/${runId}`, ...more }
  const token = world.github.token({ login: 'github-actions[bot]', permissions: REPORTING, repository: IDENTITY.repository })
  const step = (inputs: Inputs, { inputs: own, ...run }: Run = {}) =>
    world.deploy({
      token,
      ...run,
      identity: { ...identity, ...run.identity },
      inputs: { environment: 'production', ...inputs, ...own },
    })
  const handed = async (result: Result, folder: string): Promise<Inputs> => {
    await world.carry(folder)
    return { record: `${folder}/record.json`, 'record-sha256': result.outputs['record-sha256'] ?? '' }
  }
  return {
    runId,
    job(name, given = {}, ...annotations) {
      const job = repository.workflowJobs.add({ run: id, name: `production / ${name}`, ...given })
      for (const message of annotations) repository.annotations.add(job.id, { message })
      return job
    },
    plan: async (run) => handed(await step({ stages: 'gate, plan' }, run), `plan-${runId}`),
    deploy: async (given, run) =>
      handed(await step({ ...given, stages: 'deploy, verify, logscan, rollback' }, run), `deploy-${runId}`),
    report: (given, run = {}) =>
      step(
        { ...given, stages: 'report', job: 'deploy' },
        { ...run, env: { GITHUB_JOB: 'report', RUNNER_NAME: 'machine 9', ...run.env } },
      ),
  }
}
