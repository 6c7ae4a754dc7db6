import type { getOctokit } from '@actions/github'
import type { Repository } from './rooms/index.ts'

type Client = ReturnType<typeof getOctokit>
type Where = { readonly owner: string; readonly repo: string }

/** What a token needs for the tour. */
export const gatePermissions = {
  checks: 'read',
  actions: 'read',
  security_events: 'read',
  vulnerability_alerts: 'read',
  secret_scanning_alerts: 'read',
  pull_requests: 'read',
} as const

/** Calls every operation that gates need at least once with success, on things that have all their parts. */
export async function tourOfGates(repository: Repository, bot: Client, person: Client): Promise<void> {
  const where = { owner: repository.owner, repo: repository.name }
  await tourOfRuns(repository, where, bot)
  await tourOfEnvironments(repository, where, bot)
  await tourOfAlerts(repository, where, bot, person)
  await tourOfPulls(repository, where, bot)
}

const at = '2026-11-20T08:00:00Z'
const step = { name: 'Deploy', number: 1, status: 'completed', conclusion: 'success', startedAt: at, completedAt: at } as const

async function tourOfRuns(repository: Repository, where: Where, { rest: { actions, checks } }: Client): Promise<void> {
  const { id, checkSuite: suite } = repository.workflowRuns.add({ conclusion: 'failure' })
  repository.workflowRuns.rerun(id)
  repository.workflowRuns.add({ status: 'in_progress' })
  repository.workflowRuns.review(id, { environment: ['production', 'staging'], user: 'alice', comment: 'Go' })
  const sha = repository.resolve('main') ?? ''
  repository.checkRuns.add({ sha, suite })
  repository.checkRuns.add({ sha, name: 'lint', status: 'in_progress', app: { id: 7, slug: 'linter', name: 'Linter' } })
  await checks.listForRef({ ...where, ref: 'main' })
  await actions.listWorkflowRuns({ ...where, workflow_id: 'ci.yml' })
  await actions.getWorkflowRun({ ...where, run_id: id })
  await actions.getReviewsForRun({ ...where, run_id: id })
  const { id: check_run_id } = repository.workflowJobs.add({ run: id, name: 'production / deploy', steps: [step] })
  repository.workflowJobs.add({ run: id, name: 'production / report', status: 'queued' })
  repository.annotations.add(check_run_id, { message: 'The operation was canceled.' })
  await actions.listJobsForWorkflowRunAttempt({ ...where, run_id: id, attempt_number: 2 })
  await checks.listAnnotations({ ...where, check_run_id })
}

async function tourOfEnvironments(repository: Repository, where: Where, { rest: { repos } }: Client): Promise<void> {
  const reviewers = [
    { type: 'User', name: 'alice' },
    { type: 'Team', name: 'Operations' },
  ] as const
  const production = { ...where, environment_name: 'production' }
  repository.environments.set('production', { reviewers, preventSelfReview: true, waitTimer: 30, refs: 'protected' })
  await repos.getEnvironment(production)
  repository.environments.set('production', { refs: [{ name: 'main' }, { name: 'v*', type: 'tag' }] })
  await repos.getEnvironment(production)
  await repos.listDeploymentBranchPolicies(production)
  repository.environments.set('production', { refs: null, waitTimer: 0, reviewers: [] })
  await repos.getEnvironment(production)
  repository.branches.protect('main')
  await repos.listBranches({ ...where, protected: true })
}

async function tourOfAlerts(repository: Repository, where: Where, bot: Client, person: Client): Promise<void> {
  for (const state of ['open', 'dismissed', 'fixed'] as const) {
    repository.codeScanning.add({ state, securitySeverity: null })
    repository.dependabotAlerts.add({ state, patched: null, scope: null })
  }
  repository.dependabotAlerts.add({ state: 'auto_dismissed' })
  repository.secretAlerts.add()
  repository.secretAlerts.add({ resolution: 'revoked' })
  await bot.rest.codeScanning.listAlertsForRepo(where)
  await bot.rest.codeScanning.listRecentAnalyses(where)
  await bot.rest.dependabot.listAlertsForRepo(where)
  await person.rest.secretScanning.listAlertsForRepo(where)
}

async function tourOfPulls(repository: Repository, where: Where, { rest: { issues, pulls, repos } }: Client): Promise<void> {
  const base = repository.resolve('main') ?? ''
  const sha = repository.commit({ branch: 'fix', message: 'Fix', files: { 'src/index.ts': 'export {}\n', 'new.ts': '1\n' } })
  const { number } = repository.pulls.open({ head: 'fix', title: 'Fix it', labels: ['bug'] })
  repository.pulls.review(number, { user: 'alice', state: 'APPROVED', body: 'Good' })
  const one = { ...where, pull_number: number }
  await pulls.get(one)
  await pulls.listReviews(one)
  await repos.compareCommitsWithBasehead({ ...where, basehead: `${base}...fix` })
  repository.pulls.merge(number, { by: 'alice' })
  await pulls.get(one)
  await issues.get({ ...where, issue_number: number })
  await repos.listPullRequestsAssociatedWithCommit({ ...where, commit_sha: sha })
  await repos.compareCommitsWithBasehead({ ...where, basehead: 'main...fix', per_page: 1 })
}
