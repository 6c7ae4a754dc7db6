import type { Ground } from '../ground.ts'
import { limits } from '../limits.ts'
import { userJson } from '../people.ts'
import { invalid, notFound } from '../refusal.ts'
import { type Answer, created, defineRoom, ok, type RepositoryAsked } from '../room.ts'
import { nodeId } from '../world.ts'
import { type DeploymentStatus, deploymentBook, deploymentStates } from './deployment-book.ts'
import { deploymentOf } from './deployments.ts'

/** Statuses of deployments. */
export const deploymentStatuses = defineRoom({
  show: (repository) => {
    const book = deploymentBook.of(repository)
    return Object.fromEntries(book.all().map(({ id }) => [id, book.statuses(id)]))
  },
  routes: [
    {
      operation: 'repos/list-deployment-statuses',
      at: 'GET /deployments/{deployment_id}/statuses',
      needs: 'deployments=read',
      answer: (asked) => ({ items: allOf(asked).map((status) => statusJson(asked.repository, deploymentOf(asked).id, status)) }),
    },
    {
      operation: 'repos/create-deployment-status',
      at: 'POST /deployments/{deployment_id}/statuses',
      needs: 'deployments=write',
      answer: create,
    },
    {
      operation: 'repos/get-deployment-status',
      at: 'GET /deployments/{deployment_id}/statuses/{status_id}',
      needs: 'deployments=read',
      answer(asked) {
        const status = allOf(asked).find(({ id }) => id === Number(asked.hole('status_id')))
        if (!status) throw notFound()
        return ok(statusJson(asked.repository, deploymentOf(asked).id, status))
      },
    },
  ],
})

const allOf = (asked: RepositoryAsked) => deploymentBook.of(asked.repository).statuses(deploymentOf(asked).id)

function create(asked: RepositoryAsked): Answer {
  const { id, environment } = deploymentOf(asked)
  const given = asked.fields('DeploymentStatus')
  const state = given.choice('state', deploymentStates)
  if (!state) throw invalid({ resource: 'DeploymentStatus', field: 'state', code: 'missing_field' })
  const draft = {
    state,
    description: given.text('description', limits.deploymentDescription) ?? '',
    environment: given.text('environment') ?? environment,
    logUrl: given.text('log_url') ?? given.text('target_url') ?? '',
    environmentUrl: given.text('environment_url') ?? '',
    creator: asked.login,
  }
  const status = deploymentBook.of(asked.repository).addStatus(id, draft, given.flag('auto_inactive', true))
  return created(statusJson(asked.repository, id, status))
}

function statusJson(repository: Ground, deployment: number, status: DeploymentStatus) {
  const url = `${repository.url}/deployments/${deployment}`
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: userJson(repository.world, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: repository.url,
    performed_via_github_app: null,
  }
}
