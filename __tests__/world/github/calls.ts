import type { Received, Sent } from './answer.ts'
import type { World } from './world.ts'

/** A request that the server saw. `status` is 0 where no answer went out. */
export interface Call {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly operation: string | undefined
  readonly status: number
  readonly login: string | undefined
  readonly apiVersion: string | undefined
  readonly fault: string | undefined
}

/** Writes down a request with what became of it. */
export function callOf(world: World, { method, url, headers, text }: Received, sent: Sent | undefined, fault?: string): Call {
  const token = headers.get('authorization')?.replace(/^(bearer|token) /i, '')
  return {
    at: world.now(),
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: bodyOf(text),
    operation: sent?.operation,
    status: sent?.status ?? 0,
    login: world.callers.get(token ?? '')?.token?.login,
    apiVersion: headers.get('x-github-api-version') ?? undefined,
    fault,
  }
}

function bodyOf(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
