import type { Fields } from './fields.ts'
import type { Ground } from './ground.ts'
import type { Caller, World } from './world.ts'

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
export const apiVersions = ['2022-11-28', '2026-03-10'] as const
export type ApiVersion = (typeof apiVersions)[number]

/** A request that found its route and was let in. */
export interface Asked {
  readonly world: World
  readonly caller: Caller
  readonly login: string
  /** What stands in a hole of the route's path, decoded. */
  hole(name: string): string
  readonly query: URLSearchParams
  readonly accept: string
  readonly version: ApiVersion
  fields(resource: string): Fields
}

/** The same, about a repository. */
export interface RepositoryAsked extends Asked {
  readonly repository: Ground
}

/**
 * What a route answers; a list under `items` is cut into pages, wrapped by `page` where GitHub wraps it. One under `numbered` is cut
 * by the cursors `before` and `after`, and into numbered pages only where `pages` says that GitHub does so as well.
 */
export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly type?: string }
  | { readonly items: readonly unknown[]; readonly page?: (items: readonly unknown[]) => unknown }
  | { readonly numbered: readonly Numbered[]; readonly pages?: true }

/** What a cursor can point at. */
export interface Numbered {
  readonly number: number
}

/** One operation of GitHub's description. */
export interface Route<Request extends Asked = RepositoryAsked> {
  /** The `operationId` of GitHub's OpenAPI description. */
  readonly operation: string
  /** Method and path; in a repository's route the path begins after `/repos/{owner}/{repo}`. */
  readonly at: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}` | `${'GET'} `
  /** The permission that a token must carry, as in `issues=write`. */
  readonly needs: `${string}=${'read' | 'write'}`
  /** What a public repository does not show to everybody; `people`: nor to any workflow's token, whatever it carries. */
  readonly secret?: true | 'people'
  /** Query parameters that are modelled; any other is answered with 501, so that nothing passes by being ignored. */
  readonly query?: readonly string[]
  answer(asked: Request): Answer
}

/** A part of the API: the state that it keeps for each repository, and its routes. */
export interface Room<State = unknown> {
  readonly routes: readonly Route[]
  readonly worldRoutes: readonly Route<Asked>[]
  of(repository: Ground): State
  /** What `GET /_world/state` tells of a repository. */
  show(repository: Ground): unknown
}

/** Makes a room; its state is opened for each repository when it is first entered. */
export function defineRoom<State = undefined>(plan: {
  readonly routes?: readonly Route[]
  readonly worldRoutes?: readonly Route<Asked>[]
  readonly open?: (repository: Ground) => State
  readonly show?: (repository: Ground) => unknown
}): Room<State> {
  const states = new WeakMap<Ground, State>()
  return {
    routes: plan.routes ?? [],
    worldRoutes: plan.worldRoutes ?? [],
    show: plan.show ?? (() => undefined),
    of(repository) {
      const known = states.get(repository)
      if (known !== undefined) return known
      const state = plan.open?.(repository) as State
      states.set(repository, state)
      return state
    },
  }
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const nothing: Answer = { status: 204 }
