import type { Ground } from '../ground.ts'
import { notFound } from '../refusal.ts'
import { type Answer, defineRoom, type RepositoryAsked } from '../room.ts'
import { nodeId } from '../world.ts'
import { type JobStep, type WorkflowJob, workflowJobBook } from './workflow-job-book.ts'
import { type WorkflowRun, workflowRunBook } from './workflow-run-book.ts'

/** Jobs of workflow runs. */
export const workflowJobs = defineRoom({
  open: (repository) => workflowJobBook.of(repository),
  show: (repository) =>
    Object.fromEntries(
      workflowRunBook
        .of(repository)
        .all()
        .map(({ id, attempt }) => [id, workflowJobBook.of(repository).of(id, attempt)]),
    ),
  routes: [
    {
      operation: 'actions/list-jobs-for-workflow-run-attempt',
      at: 'GET /actions/runs/{run_id}/attempts/{attempt_number}/jobs',
      needs: 'actions=read',
      answer: list,
    },
  ],
})

function list({ repository, hole }: RepositoryAsked): Answer {
  const run = workflowRunBook.of(repository).get(Number(hole('run_id')))
  const attempt = Number(hole('attempt_number'))
  if (!run || !(attempt >= 1 && attempt <= run.attempt)) throw notFound()
  const found = workflowJobBook.of(repository).of(run.id, attempt)
  return {
    items: found.map((job) => jobJson(repository, run, job)),
    page: (items) => ({ total_count: found.length, jobs: items }),
  }
}

function jobJson(repository: Ground, run: WorkflowRun, job: WorkflowJob) {
  const onMachine = job.runnerName !== null
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${repository.url}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId('CheckRun', job.id),
    head_sha: run.sha,
    head_branch: run.branch,
    workflow_name: run.workflow.replace(/\.ya?ml$/, ''),
    name: job.name,
    url: `${repository.url}/actions/jobs/${job.id}`,
    html_url: `${repository.html}/actions/runs/${run.id}/job/${job.id}`,
    check_run_url: `${repository.url}/check-runs/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    steps: job.steps.map(stepJson),
    labels: job.labels,
    runner_id: onMachine ? 1 : null,
    runner_name: job.runnerName,
    runner_group_id: onMachine ? 0 : null,
    runner_group_name: onMachine ? 'GitHub Actions' : null,
  }
}

const stepJson = ({ name, number, status, conclusion, startedAt, completedAt }: JobStep) => ({
  ...{ name, status, conclusion, number },
  started_at: startedAt,
  completed_at: completedAt,
})
