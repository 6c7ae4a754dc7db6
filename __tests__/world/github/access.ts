import type { Ground } from './ground.ts'
import { notFound, Refusal } from './refusal.ts'
import type { Route } from './room.ts'
import type { Caller, TokenSpec, World } from './world.ts'

/** Finds who asks, by the token in the header. */
export function callerOf(world: World, authorization: string | null): Caller {
  if (!authorization) return world.nobody
  const caller = world.callers.get(authorization.replace(/^(bearer|token) /i, ''))
  if (!caller) throw new Refusal(401, 'Bad credentials')
  return caller
}

/** Refuses what the caller's token may not do, the way GitHub refuses it: 404 for what it must not even know of, 403 otherwise. */
export function admit(caller: Caller, route: Pick<Route, 'needs' | 'secret'>, repository: Ground | undefined): Ground {
  const { token } = caller
  const { needs, secret } = route
  const [scope = '', level = 'read'] = needs.split('=')
  const own = token?.repository.toLowerCase() === repository?.fullName.toLowerCase()
  if (!repository || (repository.private && !own)) throw notFound()
  // Public resources need no permission to be read: each page of https://docs.github.com/en/rest says so for its operation.
  if (level === 'read' && !repository.private && !secret) return repository
  if (!token) throw new Refusal(401, 'Requires authentication')
  if (!own || !grants(token, scope, level) || (secret === 'people' && token.type !== 'User')) throw notAccessible(token)
  if (level === 'write' && repository.archived) throw new Refusal(403, 'Repository was archived so is read-only.')
  return repository
}

/** Whether a token carries a permission, under the name of the API or of a workflow file. */
export function grants(token: TokenSpec, scope: string, level: string): boolean {
  if (scope === 'metadata') return true
  const given = token.permissions[scope] ?? token.permissions[scope.replaceAll('_', '-')]
  return given === 'write' || given === level
}

export const notAccessible = (token: TokenSpec | undefined) =>
  new Refusal(403, `Resource not accessible by ${token?.type === 'User' ? 'personal access token' : 'integration'}`)

/** Whether the caller may write to the repository's issues as somebody who can push. */
export const mayPush = (caller: Caller) => caller.token?.push !== false

const hour = 3_600_000

/** Counts a call against the hour's limit; answers the headers that tell of it. */
export function count(world: World, caller: Caller, costs = 1): Readonly<Record<string, string>> {
  const now = world.clock.now().getTime()
  if (now >= caller.resetsAt) {
    caller.used = 0
    caller.resetsAt = now + hour
  }
  const over = costs > 0 && caller.used >= caller.limit
  if (!over) caller.used += costs
  const headers = rateHeaders(caller)
  if (over) throw new Refusal(403, `API rate limit exceeded for ${caller.token?.login ?? '127.0.0.1'}.`, { headers })
  return headers
}

const rateHeaders = ({ limit, used, resetsAt }: Caller) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(limit - used),
  'x-ratelimit-used': String(used),
  'x-ratelimit-reset': String(Math.ceil(resetsAt / 1_000)),
  'x-ratelimit-resource': 'core',
})
