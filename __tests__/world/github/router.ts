import type { Asked, RepositoryAsked, Route } from './room.ts'
import { rooms } from './rooms/index.ts'

/** A route with its whole path, ready to be found. */
export type Signpost = { readonly method: string; readonly path: string; readonly pattern: RegExp } & (
  | { readonly scope: 'repository'; readonly route: Route<RepositoryAsked> }
  | { readonly scope: 'world'; readonly route: Route<Asked> }
)

/** These may hold slashes: branch names and paths. */
const long = new Set(['ref', 'path', 'tag', 'basehead'])

function pattern(path: string): RegExp {
  const source = path
    .replace(/[.+]/g, '\\$&')
    .replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${long.has(name) ? '.+' : '[^/]+'})`)
  return new RegExp(`^${source}$`)
}

const split = (at: string): readonly [string, string] => [at.slice(0, at.indexOf(' ')), at.slice(at.indexOf(' ') + 1)]

function signposts(): readonly Signpost[] {
  const found: Signpost[] = Object.values(rooms).flatMap((room): Signpost[] => [
    ...room.routes.map((route): Signpost => {
      const [method, rest] = split(route.at)
      const path = `/repos/{owner}/{repo}${rest}`
      return { method, path, pattern: pattern(path), scope: 'repository', route }
    }),
    ...room.worldRoutes.map((route): Signpost => {
      const [method, path] = split(route.at)
      return { method, path, pattern: pattern(path), scope: 'world', route }
    }),
  ])
  // `commits/{ref}/status` before `commits/{ref}`, `issues/comments` before `issues/{issue_number}`: more words first, then fewer holes.
  return found.sort((a, b) => words(b.path) - words(a.path) || b.path.length - a.path.length)
}

const words = (path: string) => path.split('/').filter((part) => part !== '' && !part.startsWith('{')).length

/** Every operation that the server offers, the most specific path first. */
export const operations: readonly Signpost[] = signposts()

/** Finds the route of a request, with the decoded holes of its path. */
export function routeOf(method: string, path: string): { signpost: Signpost; params: ReadonlyMap<string, string> } | undefined {
  for (const signpost of operations) {
    if (signpost.method !== method) continue
    const match = signpost.pattern.exec(path)
    if (!match) continue
    const holes = Object.entries(match.groups ?? {})
    return { signpost, params: new Map(holes.map(([name, value]) => [name, decodeURIComponent(value)])) }
  }
  return undefined
}
