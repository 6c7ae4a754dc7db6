import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import { type Answer, defineRoom, type RepositoryAsked } from '../room.ts'
import { nodeId, type World } from '../world.ts'
import { type App, type CheckRun, checkRunBook } from './check-run-book.ts'
import { commitOf } from './commits.ts'

/** Check runs of commits. */
export const checkRuns = defineRoom({
  open: (repository) => checkRunBook.of(repository),
  show: (repository) => checkRunBook.of(repository).all(),
  routes: [
    {
      operation: 'checks/list-for-ref',
      at: 'GET /commits/{ref}/check-runs',
      needs: 'checks=read',
      query: ['check_name', 'status', 'filter', 'app_id'],
      answer: list,
    },
  ],
})

/** https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference: the newest of a name unless all are wanted. */
function list({ repository, hole, query }: RepositoryAsked): Answer {
  const { sha } = commitOf(repository, hole('ref'))
  const runs = checkRunBook
    .of(repository)
    .all()
    .filter((run) => run.sha === sha)
  const same = (a: CheckRun, b: CheckRun) => a.name === b.name && a.app.id === b.app.id && a.suite === b.suite
  const shown = query.get('filter') === 'all' ? runs : runs.filter((run, at) => runs.findIndex((one) => same(one, run)) === at)
  const found = shown.filter(
    (run) =>
      (query.get('check_name') ?? run.name) === run.name &&
      (query.get('status') ?? run.status) === run.status &&
      (query.get('app_id') ?? String(run.app.id)) === String(run.app.id),
  )
  return {
    items: found.map((run) => checkRunJson(repository, run)),
    page: (items) => ({ total_count: found.length, check_runs: items }),
  }
}

function checkRunJson(repository: Ground, run: CheckRun) {
  const url = `${repository.url}/check-runs/${run.id}`
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.sha,
    external_id: '',
    url,
    html_url: `${repository.html}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite },
    app: appJson(repository.world, run.app),
    pull_requests: [],
  }
}

function appJson(world: World, { id, slug, name }: App) {
  const since = '2018-07-30T09:30:17Z'
  return {
    id,
    slug,
    node_id: nodeId('App', id),
    owner: userJson(world, 'github'),
    name,
    description: '',
    external_url: `${world.url}/apps/${slug}`,
    html_url: `${world.url}/apps/${slug}`,
    created_at: since,
    updated_at: since,
    permissions: {},
    events: [],
  }
}
