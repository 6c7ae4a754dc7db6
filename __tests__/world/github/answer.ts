import { admit, callerOf, count, notAccessible } from './access.ts'
import { Fields } from './fields.ts'
import { cursorPageOf, pageOf } from './paging.ts'
import { notFound, Refusal } from './refusal.ts'
import { type Answer, type ApiVersion, type Asked, apiVersions } from './room.ts'
import { routeOf, type Signpost } from './router.ts'
import type { Caller, World } from './world.ts'

/** A request as it came in. */
export interface Received {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly text: string
}

/** An answer as it goes out. */
export interface Sent {
  readonly operation?: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly type?: string
}

/** Answers an API request: who asks, how often, what, may they, and then the room's own answer. Never throws for what GitHub would refuse. */
export function answerTo(world: World, received: Received): Sent {
  const headers: Record<string, string> = { 'x-github-media-type': 'github.v3; format=json' }
  const found = routeOf(received.method, received.url.pathname)
  const operation = found?.signpost.route.operation
  try {
    const version = versionOf(received)
    headers['x-github-api-version-selected'] = version
    if (!received.headers.get('user-agent')) throw new Refusal(403, 'Request forbidden by administrative rules.')
    const caller = callerOf(world, received.headers.get('authorization'))
    Object.assign(headers, count(world, caller, operation === 'rate-limit/get' ? 0 : 1))
    if (!found) throw notFound()
    headers['x-accepted-github-permissions'] = found.signpost.route.needs
    const answer = enter(world, caller, found.signpost, found.params, received, version)
    return { operation: found.signpost.route.operation, ...finish(answer, received.url, headers) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const sent = { status: error.status, headers: { ...headers, ...error.headers }, body: error.body }
    return operation === undefined ? sent : { operation, ...sent }
  }
}

function versionOf({ headers }: Received): ApiVersion {
  const wanted = headers.get('x-github-api-version') ?? apiVersions[0]
  const version = apiVersions.find((known) => known === wanted)
  if (!version) throw new Refusal(400, `The version '${wanted}' of X-GitHub-Api-Version is not supported.`)
  return version
}

function enter(
  world: World,
  caller: Caller,
  signpost: Signpost,
  params: ReadonlyMap<string, string>,
  received: Received,
  version: ApiVersion,
): Answer {
  const { searchParams: query } = received.url
  const asked: Asked = {
    world,
    caller,
    login: caller.token?.login ?? '',
    hole: (name) => params.get(name) ?? '',
    query,
    version,
    accept: received.headers.get('accept') ?? '',
    fields: (resource) => new Fields(resource, parsed(received.text)),
  }
  if (signpost.scope === 'world') {
    if (signpost.route.needs === 'user=read' && caller.token?.type !== 'User') throw notAccessible(caller.token)
    refuseUnmodelled(query, signpost.route.query)
    return signpost.route.answer(asked)
  }
  const known = world.repositories.get(`${asked.hole('owner')}/${asked.hole('repo')}`.toLowerCase())
  const repository = admit(caller, signpost.route, known)
  refuseUnmodelled(query, signpost.route.query)
  return signpost.route.answer({ ...asked, repository })
}

/** A filter that the server does not know must not look as if it had been obeyed. */
function refuseUnmodelled(query: URLSearchParams, known: readonly string[] = []): void {
  const unknown = [...query.keys()].filter((name) => !['per_page', 'page', ...known].includes(name))
  if (unknown.length) throw new Refusal(501, `The scripted GitHub does not model the query parameter ${unknown.join(', ')}.`)
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
  if (value === null || typeof value !== 'object') throw new Refusal(400, 'Body should be a JSON object')
  return value as Readonly<Record<string, unknown>>
}

function finish(answer: Answer, url: URL, headers: Readonly<Record<string, string>>): Sent {
  if ('status' in answer) return { ...answer, headers }
  const { items, link } = 'items' in answer ? pageOf(answer.items, url) : cursorPageOf(answer.numbered, url, answer.pages)
  const body = 'items' in answer ? answer.page?.(items) : undefined
  return { status: 200, body: body ?? items, headers: link ? { ...headers, link } : headers }
}
