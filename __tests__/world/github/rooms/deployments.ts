import { limits } from '../limits.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Answer, created, defineRoom, nothing, ok, type RepositoryAsked } from '../room.ts'
import { type Deployment, deploymentBook, deploymentJson } from './deployment-book.ts'
import { statusBook } from './statuses.ts'

/** Deployments. */
export const deployments = defineRoom({
  open: (repository) => deploymentBook.of(repository),
  show: (repository) =>
    deploymentBook
      .of(repository)
      .all()
      .map((deployment) => deploymentJson(repository, deployment)),
  routes: [
    {
      operation: 'repos/list-deployments',
      at: 'GET /deployments',
      needs: 'deployments=read',
      query: ['sha', 'ref', 'task', 'environment'],
      answer: list,
    },
    { operation: 'repos/create-deployment', at: 'POST /deployments', needs: 'deployments=write', answer: create },
    {
      operation: 'repos/get-deployment',
      at: 'GET /deployments/{deployment_id}',
      needs: 'deployments=read',
      answer: (asked) => ok(deploymentJson(asked.repository, deploymentOf(asked))),
    },
    {
      operation: 'repos/delete-deployment',
      at: 'DELETE /deployments/{deployment_id}',
      needs: 'deployments=write',
      answer: remove,
    },
  ],
})

/** The deployment that a request names. */
export function deploymentOf({ repository, hole }: RepositoryAsked): Deployment {
  const deployment = deploymentBook.of(repository).get(Number(hole('deployment_id')))
  if (!deployment) throw notFound()
  return deployment
}

function list({ repository, query }: RepositoryAsked): Answer {
  const wanted = (['sha', 'ref', 'task', 'environment'] as const).map((key) => [key, query.get(key) ?? 'none'] as const)
  const found = deploymentBook
    .of(repository)
    .all()
    .filter((deployment) => wanted.every(([key, value]) => value === 'none' || value === deployment[key]))
  return { items: found.map((deployment) => deploymentJson(repository, deployment)) }
}

function create(asked: RepositoryAsked): Answer {
  const { repository, login } = asked
  const given = asked.fields('Deployment')
  const ref = given.required('ref')
  const sha = repository.resolve(ref)
  if (!sha) throw new Refusal(422, `No ref found for: ${ref}`)
  given.flag('auto_merge', true)
  requireContexts(asked, sha, given.names('required_contexts'))
  const environment = given.text('environment') ?? 'production'
  const deployment = deploymentBook.of(repository).create({
    ref,
    sha,
    environment,
    task: given.text('task') ?? 'deploy',
    description: given.text('description', limits.deploymentDescription) || null,
    payload: given.raw('payload') ?? {},
    transient: given.flag('transient_environment', false),
    production: given.flag('production_environment', environment === 'production'),
    creator: login,
  })
  return created(deploymentJson(repository, deployment))
}

/** Without a list every status of the commit must be good; an empty list asks for nothing. */
function requireContexts({ repository }: RepositoryAsked, sha: string, names?: readonly string[]): void {
  const latest = statusBook.of(repository).latest(sha)
  const bad = names
    ? names.filter((name) => !latest.some(({ context, state }) => context === name && state === 'success'))
    : latest.filter(({ state }) => state !== 'success').map(({ context }) => context)
  if (bad.length) throw new Refusal(409, `Conflict: Commit status checks failed for ${sha}: ${bad.join(', ')}`)
}

function remove(asked: RepositoryAsked): Answer {
  const { id, environment } = deploymentOf(asked)
  const book = deploymentBook.of(asked.repository)
  const others = book.all().filter((other) => other.environment === environment && other.id !== id)
  if (others.length && book.statuses(id)[0]?.state === 'success')
    throw new Refusal(422, 'We cannot delete an active deployment unless it is the only deployment in a given environment.')
  book.remove(id)
  return nothing
}
