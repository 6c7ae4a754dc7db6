import type { Phase } from './phase.ts'

/** How one gate was judged, and whether that counted. */
export interface GateResult {
  readonly name: string
  readonly kind: string
  readonly phase: Phase
  /** `false`: it does not block, whatever was found. */
  readonly counted?: boolean
  /** One line. */
  readonly reason: string
  readonly fix?: string
  /** The page of what it looked at. */
  readonly link?: string
  /** Why it may be unknown, as the configuration says. */
  readonly waived?: string
  /** Whose file asks for it, where that is not the commit's. */
  readonly of?: 'default-branch'
  /** The stage that judged it last. */
  readonly stage: 'gate' | 'plan' | 'deploy'
  readonly ms: number
}

/** The name under which it is judged whether a commit drops gates of the default branch. */
export const DEFAULT_BRANCH = 'default-branch'

/** Somebody who approved the deployment, as GitHub tells it. */
export interface Approval {
  readonly login: string
  readonly state: 'approved' | 'rejected'
  readonly comment: string
  /** Whether it is who started the run, or started it again. */
  readonly actor: boolean
  /** When it was read, ISO 8601: GitHub does not tell when it was said. */
  readonly seenAt: string
}
