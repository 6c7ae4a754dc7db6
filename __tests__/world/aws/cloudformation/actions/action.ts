import { ServiceError } from '../../http/failure.ts'
import type { Fields } from '../../http/params.ts'
import type { Out } from '../../http/xml.ts'
import type { World } from '../../world.ts'
import type { StackEntry } from '../records.ts'

/** What an action works with; `at` lies in the past for a stale read. */
export interface Context {
  readonly world: World
  readonly at: number
}

/** One API action: its parameters in, its result out; refusals are thrown. */
export type Action = (params: Fields, context: Context) => { readonly [name: string]: Out }

/** The same call with the same token is one call, with one answer. */
export function once(
  entry: StackEntry,
  action: string,
  token: string | undefined,
  params: Fields,
  run: () => Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (token === undefined) return run()
  const asked = `${action} ${JSON.stringify(params)}`
  const earlier = entry.answered.get(token)
  if (earlier && earlier.asked !== asked) {
    throw new ServiceError('TokenAlreadyExistsException', `A client request token already exists for ${token}`)
  }
  if (earlier) return earlier.answer
  const answer = run()
  entry.answered.set(token, { asked, answer })
  return answer
}

/** A page of a list; tokens are opaque to clients. */
export function page<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8'))
  const next = from + size < all.length ? Buffer.from(String(from + size)).toString('base64url') : undefined
  return { items: all.slice(from, from + size), next }
}
