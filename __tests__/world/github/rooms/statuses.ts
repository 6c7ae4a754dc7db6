import type { Ground } from '../ground.ts'
import { limits } from '../limits.ts'
import { userJson } from '../people.ts'
import { invalid, Refusal } from '../refusal.ts'
import { minimalRepositoryJson } from '../repository-json.ts'
import { type Answer, created, defineRoom, type RepositoryAsked } from '../room.ts'
import { nodeId } from '../world.ts'
import { commitOf } from './commits.ts'

const states = ['error', 'failure', 'pending', 'success'] as const

/** A status of a commit. */
export interface Status {
  readonly id: number
  readonly sha: string
  readonly state: (typeof states)[number]
  readonly context: string
  readonly description: string | null
  readonly targetUrl: string | null
  readonly creator: string
  readonly createdAt: string
}

/** The statuses of a repository's commits, the newest first. */
export class Statuses {
  readonly #ground: Ground
  readonly #statuses: Status[] = []

  constructor(ground: Ground) {
    this.#ground = ground
  }

  of(sha: string): readonly Status[] {
    return this.#statuses.filter((status) => status.sha === sha)
  }

  all(): readonly Status[] {
    return this.#statuses
  }

  /** The newest status of each context. */
  latest(sha: string): readonly Status[] {
    const newest = this.of(sha)
    return newest.filter((status, at) => newest.findIndex(({ context }) => context === status.context) === at)
  }

  add(draft: { sha: string; state: Status['state'] } & Partial<Status>): Status {
    const { world, owner } = this.#ground
    const rest = { context: 'default', description: null, targetUrl: null, creator: owner }
    const status = { ...rest, id: world.id(), createdAt: world.now(), ...draft }
    this.#statuses.unshift(status)
    return status
  }
}

/** Where a repository's statuses are kept. */
export const statusBook = defineRoom({ open: (repository) => new Statuses(repository) })

export const statuses = defineRoom({
  open: (repository) => statusBook.of(repository),
  show: (repository) => statusBook.of(repository).all(),
  routes: [
    { operation: 'repos/create-commit-status', at: 'POST /statuses/{sha}', needs: 'statuses=write', answer: create },
    {
      operation: 'repos/list-commit-statuses-for-ref',
      at: 'GET /commits/{ref}/statuses',
      needs: 'statuses=read',
      answer: ({ repository, hole }) => ({
        items: statusBook
          .of(repository)
          .of(commitOf(repository, hole('ref')).sha)
          .map((status) => ({ ...statusJson(repository, status), creator: userJson(repository.world, status.creator) })),
      }),
    },
    { operation: 'repos/get-combined-status-for-ref', at: 'GET /commits/{ref}/status', needs: 'statuses=read', answer: combined },
  ],
})

function statusJson(repository: Ground, status: Status) {
  return {
    url: `${repository.url}/statuses/${status.sha}`,
    avatar_url: userJson(repository.world, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  }
}

function create({ repository, hole, login, fields }: RepositoryAsked): Answer {
  const given = fields('Status')
  if (!repository.commits.has(hole('sha'))) throw new Refusal(422, `No commit found for SHA: ${hole('sha')}`)
  const state = given.choice('state', states)
  if (!state) throw invalid({ resource: 'Status', field: 'state', code: 'missing_field' })
  const description = given.text('description', limits.statusDescription) ?? null
  const targetUrl = given.text('target_url') || null
  if (targetUrl && !/^https?:/.test(targetUrl))
    throw invalid({ resource: 'Status', field: 'target_url', code: 'custom', message: 'target_url must use http(s) scheme' })
  const context = given.text('context') ?? 'default'
  const book = statusBook.of(repository)
  if (book.of(hole('sha')).filter((status) => status.context === context).length >= limits.statusesOfContext)
    throw new Refusal(422, 'Validation Failed', { errors: ['This SHA and context has reached the maximum number of statuses.'] })
  const status = book.add({ sha: hole('sha'), state, description, targetUrl, context, creator: login })
  return created({ ...statusJson(repository, status), creator: userJson(repository.world, login) })
}

/** Zero statuses read as pending, as on GitHub. */
function combined({ repository, hole }: RepositoryAsked): Answer {
  const { sha } = commitOf(repository, hole('ref'))
  const latest = statusBook.of(repository).latest(sha)
  const bad = latest.some(({ state }) => state === 'failure' || state === 'error')
  const waiting = latest.length === 0 || latest.some(({ state }) => state === 'pending')
  const url = `${repository.url}/commits/${sha}`
  return {
    items: latest.map((status) => statusJson(repository, status)),
    page: (items) => ({
      state: bad ? 'failure' : waiting ? 'pending' : 'success',
      statuses: items,
      sha,
      total_count: latest.length,
      repository: minimalRepositoryJson(repository),
      commit_url: url,
      url: `${url}/status`,
    }),
  }
}
