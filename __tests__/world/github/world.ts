import type { WorldClock } from '../clock.ts'
import type { Ground } from './ground.ts'
import { limits } from './limits.ts'

export type Level = 'read' | 'write'

/** What a token is made of. */
export interface TokenSpec {
  readonly login: string
  readonly permissions: Readonly<Record<string, Level>>
  readonly repository: string
  readonly type?: 'Bot' | 'User'
  /** False for somebody who may read the repository and open issues, but not push to it. */
  readonly push?: boolean
  /** Calls in an hour. */
  readonly limit?: number
}

/** Who asks, and how much of the hour's calls is left. */
export interface Caller {
  readonly token: TokenSpec | undefined
  readonly limit: number
  used: number
  resetsAt: number
}

/** All that the server knows. */
export class World {
  readonly clock: WorldClock
  readonly repositories = new Map<string, Ground>()
  readonly callers = new Map<string, Caller>()
  readonly bots = new Set<string>()
  readonly nobody: Caller = { token: undefined, limit: limits.callsOfNobody, used: 0, resetsAt: 0 }
  url = ''
  #ids = 0

  constructor(clock: WorldClock) {
    this.clock = clock
  }

  id(): number {
    this.#ids += 1
    return this.#ids
  }

  /** Now, as GitHub writes it: without fractions of a second. */
  now(): string {
    return this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
  }

  typeOf(login: string): 'Bot' | 'User' {
    return this.bots.has(login) || login.endsWith('[bot]') ? 'Bot' : 'User'
  }
}

/** GitHub's opaque identifier of any object. */
export const nodeId = (kind: string, id: number | string) => Buffer.from(`${kind}:${id}`).toString('base64url')
