import type { ScriptedGitHub } from '../../github/github.ts'
import type { FastClock } from '../clock.ts'
import type { JobOrder, MachineClock, RunningJob } from '../job.ts'
import type { Bell } from './bell.ts'
import type { Home } from './home.ts'
import type { IdentityDesk } from './identity.ts'
import type { Shelves } from './sources.ts'
import type { Switches } from './switches.ts'

/** How to open a hub. */
export interface HubOptions {
  readonly clock?: FastClock
  readonly switches?: Partial<Switches>
  /** Folders that are repositories of actions; this project's own is `org/deploy-action`. */
  readonly folders?: Readonly<Record<string, string>>
  /** What every machine has in its environment, such as AWS_ENDPOINT_URL. */
  readonly machineEnv?: Readonly<Record<string, string>>
  readonly serverUrl?: string
  /** In place of machines, for tests of what is around them. */
  readonly startJob?: (order: JobOrder) => RunningJob
}

/** What all runs of a hub share. */
export interface Desk {
  readonly github: ScriptedGitHub
  readonly identity: IdentityDesk
  readonly clock: MachineClock
  readonly switches: Switches
  readonly shelves: Shelves
  readonly bell: Bell
  readonly tokens: Tokens
  readonly serverUrl: string
  /** What every machine has in its environment besides. */
  readonly machineEnv: Readonly<Record<string, string>>
  /** Ends every wait when the hub closes. */
  readonly closing: AbortSignal
  startJob(order: JobOrder): RunningJob
  /** A run came as far as `workflow_run` tells of. */
  tell(home: Home, run: Told): void
}

/** A run, as `workflow_run` tells of it. */
export interface Told {
  readonly id: number
  readonly action: 'requested' | 'in_progress' | 'completed'
  /** How many `workflow_run` lie between it and an event from outside. */
  readonly depth: number
}

/** The tokens of jobs that run. */
export class Tokens {
  readonly #tokens = new Map<string, { readonly repository: string; readonly scopes: Readonly<Record<string, string>> }>()

  add(token: string, repository: string, scopes: Readonly<Record<string, string>>): void {
    this.#tokens.set(token, { repository: repository.toLowerCase(), scopes })
  }

  remove(token: string): void {
    this.#tokens.delete(token)
  }

  /** Whether a token may read something of a repository. */
  mayRead(token: string, home: Home | undefined, scope: string): boolean {
    if (!home) return false
    const known = this.#tokens.get(token)
    const own = known?.repository === home.repository.fullName.toLowerCase()
    return (!home.repository.private && scope === 'contents') || (own && known?.scopes[scope] !== undefined)
  }
}
