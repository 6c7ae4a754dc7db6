import type { Json } from '../expressions.ts'

/** An event as it is offered to the workflows. */
export interface HubEvent {
  readonly name: string
  /** `refs/heads/main` */
  readonly ref: string
  readonly sha: string
  readonly actor: string
  /** The kind of activity, such as `published`. */
  readonly action?: string
  /** Of a pull request the branch that it goes to, of a `workflow_run` the one that the run was on. */
  readonly base?: string
  readonly head?: string
  /** The name of the workflow that a `workflow_run` tells of. */
  readonly workflow?: string
  /** The files that a push or pull request changes. */
  readonly files?: readonly string[]
  /** Whether a pull request comes from another repository. */
  readonly fork?: boolean
  readonly inputs?: Readonly<Record<string, Json>>
  /** `github.event` */
  readonly payload: Readonly<Record<string, Json>>
}
