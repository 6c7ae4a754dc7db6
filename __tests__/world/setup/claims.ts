const REPOSITORY = { aud: 'sts.amazonaws.com', repository_id: '456789', ref: 'refs/heads/main' }
/** Where the reusable workflows are. */
export const WORKFLOW = 'org/deploy-action/.github/workflows'
/** What the token of the job that plans says. */
export const OF_PLAN = {
  ...REPOSITORY,
  sub: 'repo:octo-org/octo-repo:environment:production-plan',
  environment: 'production-plan',
  job_workflow_ref: `${WORKFLOW}/deploy.yml@refs/tags/v1`,
}
/** What the token of the job that deploys says. */
export const OF_DEPLOY = { ...OF_PLAN, sub: 'repo:octo-org/octo-repo:environment:production', environment: 'production' }
/** What the token of the job that plans a pull request says. */
export const OF_PULL_REQUEST = {
  aud: 'sts.amazonaws.com',
  repository_id: '456789',
  ref: 'refs/pull/7/merge',
  sub: 'repo:octo-org/octo-repo:pull_request',
  job_workflow_ref: `${WORKFLOW}/plan.yml@refs/tags/v1`,
}
