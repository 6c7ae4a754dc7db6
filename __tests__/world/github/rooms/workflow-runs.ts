import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import { notFound } from '../refusal.ts'
import { minimalRepositoryJson } from '../repository-json.ts'
import { type Answer, defineRoom, ok, type RepositoryAsked } from '../room.ts'
import { nodeId } from '../world.ts'
import { environmentBook } from './environment-book.ts'
import { environmentHeadJson } from './environment-json.ts'
import { type WorkflowRun, workflowRunBook } from './workflow-run-book.ts'

/** Runs of workflows, and who let them into environments. */
export const workflowRuns = defineRoom({
  open: (repository) => workflowRunBook.of(repository),
  show: (repository) => workflowRunBook.of(repository).all(),
  routes: [
    {
      operation: 'actions/list-workflow-runs',
      at: 'GET /actions/workflows/{workflow_id}/runs',
      needs: 'actions=read',
      query: ['actor', 'branch', 'event', 'status', 'head_sha', 'check_suite_id', 'exclude_pull_requests'],
      answer: list,
    },
    {
      operation: 'actions/get-workflow-run',
      at: 'GET /actions/runs/{run_id}',
      needs: 'actions=read',
      query: ['exclude_pull_requests'],
      answer: (asked) => ok(runJson(asked.repository, runOf(asked))),
    },
    {
      operation: 'actions/get-reviews-for-run',
      at: 'GET /actions/runs/{run_id}/approvals',
      needs: 'actions=read',
      answer: (asked) => ok(approvals(asked)),
    },
  ],
})

function runOf({ repository, hole }: RepositoryAsked): WorkflowRun {
  const run = workflowRunBook.of(repository).get(Number(hole('run_id')))
  if (!run) throw notFound()
  return run
}

/** https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow: `status` is a status or a conclusion. */
function list({ repository, hole, query }: RepositoryAsked): Answer {
  const book = workflowRunBook.of(repository)
  const named = hole('workflow_id')
  const files = book.all().map(({ workflow }) => workflow)
  const file = /^\d+$/.test(named) ? files.find((workflow) => book.workflow(workflow) === Number(named)) : named
  if (file === undefined || book.workflow(file) === undefined) throw notFound()
  const fits = (key: string, ...values: (string | number | null)[]) => {
    const wanted = query.get(key)
    return wanted === null || values.some((value) => String(value) === wanted)
  }
  const found = book
    .all()
    .filter(
      (run) =>
        run.workflow === file &&
        fits('actor', run.actor) &&
        fits('branch', run.branch) &&
        fits('event', run.event) &&
        fits('status', run.status, run.conclusion) &&
        fits('head_sha', run.sha) &&
        fits('check_suite_id', run.checkSuite),
    )
  return {
    items: found.map((run) => runJson(repository, run)),
    page: (items) => ({ total_count: found.length, workflow_runs: items }),
  }
}

function approvals(asked: RepositoryAsked) {
  const { repository } = asked
  const book = environmentBook.of(repository)
  return workflowRunBook
    .of(repository)
    .approvals(runOf(asked).id)
    .map(({ environments, user, state, comment }) => ({
      environments: environments.map((name) => environmentHeadJson(repository, book.get(name) ?? book.set(name))),
      user: userJson(repository.world, user),
      state,
      comment,
    }))
}

function runJson(repository: Ground, run: WorkflowRun) {
  const { world } = repository
  const url = `${repository.url}/actions/runs/${run.id}`
  const workflow = workflowRunBook.of(repository).workflow(run.workflow)
  return {
    id: run.id,
    name: run.workflow.replace(/\.ya?ml$/, ''),
    node_id: nodeId('WorkflowRun', run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: `.github/workflows/${run.workflow}`,
    display_title: repository.commits.get(run.sha)?.message ?? run.workflow,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflow,
    check_suite_id: run.checkSuite,
    check_suite_node_id: nodeId('CheckSuite', run.checkSuite),
    url,
    html_url: `${repository.html}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor: userJson(world, run.actor),
    triggering_actor: userJson(world, run.triggeringActor),
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repository.url}/check-suites/${run.checkSuite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${repository.url}/actions/workflows/${workflow}`,
    head_commit: headCommit(repository, run.sha),
    repository: minimalRepositoryJson(repository),
    head_repository: minimalRepositoryJson(repository),
  }
}

function headCommit(repository: Ground, sha: string) {
  const commit = repository.commits.get(sha)
  if (!commit) return null
  const person = { name: commit.author, email: `${commit.author}@users.noreply.github.com` }
  return { id: sha, tree_id: commit.tree, message: commit.message, timestamp: commit.at, author: person, committer: person }
}
