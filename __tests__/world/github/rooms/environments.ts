import { notFound } from '../refusal.ts'
import { type Answer, defineRoom, ok, type RepositoryAsked } from '../room.ts'
import { nodeId } from '../world.ts'
import { type Environment, environmentBook } from './environment-book.ts'
import { environmentJson } from './environment-json.ts'

/** Environments with what protects them. */
export const environments = defineRoom({
  open: (repository) => environmentBook.of(repository),
  show: (repository) =>
    environmentBook
      .of(repository)
      .all()
      .map((environment) => environmentJson(repository, environment)),
  routes: [
    {
      operation: 'repos/get-environment',
      at: 'GET /environments/{environment_name}',
      needs: 'actions=read',
      answer: (asked) => ok(environmentJson(asked.repository, environmentOf(asked))),
    },
    {
      operation: 'repos/list-deployment-branch-policies',
      at: 'GET /environments/{environment_name}/deployment-branch-policies',
      needs: 'actions=read',
      answer: policies,
    },
  ],
})

function environmentOf({ repository, hole }: RepositoryAsked): Environment {
  const environment = environmentBook.of(repository).get(hole('environment_name'))
  if (!environment) throw notFound()
  return environment
}

function policies(asked: RepositoryAsked): Answer {
  const { refs } = environmentOf(asked)
  const patterns = refs === null || refs === 'protected' ? [] : refs
  return {
    items: patterns.map(({ id, name, type }) => ({ id, node_id: nodeId('DeploymentBranchPolicy', id), name, type })),
    page: (items) => ({ total_count: patterns.length, branch_policies: items }),
  }
}
