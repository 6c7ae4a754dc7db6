import type { Artifact } from './artifact.ts'
import type { Policies } from './policies.ts'

/** A role to take on. */
export interface Role {
  readonly roleArn: string
  readonly externalId?: string
}

/** Where AWS is asked, and as whom. */
export interface Where {
  readonly region: string
  /** The role that the job itself takes on before anything else. Absent: that of the environment, else the credentials of the step. */
  readonly as?: string
  /** Absent: as the credentials themselves. */
  readonly assume?: Role
}

/** Tells places from each other by what they are, whatever else is said with them. */
export const placeKey = ({ region, as, assume }: Where): string =>
  JSON.stringify([region, assume?.roleArn, assume?.externalId, as])

/** A stack or a system that is not worked on; the region where only a tool knows it. */
export interface LeftOut {
  readonly name: string
  readonly region?: string
}

/** What an engine made of one stack of the configuration: everything that planning needs, and nothing of the checkout. */
export interface Assembly extends Where {
  readonly stack: string
  /** The entry of the configuration that it comes from. */
  readonly system: string
  /** The account that it must be. */
  readonly account?: string
  readonly template: {
    readonly path: string
    readonly body: string
    readonly sha256: string
    /** Where it was stored, as it does not fit into a request. */
    readonly url?: string
  }
  readonly parameters: Readonly<Record<string, string>>
  /** Parameters that are made of outputs of stacks before it, as they are written. */
  readonly open: Readonly<Record<string, string>>
  /** Names of parameters whose given value holds a secret. */
  readonly secretParameters: readonly string[]
  /** Names of parameters whose value comes after approval. Absent: none. */
  readonly lateParameters?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities?: readonly string[]
  readonly roleArn?: string
  /** Names of stacks. */
  readonly dependsOn: readonly string[]
  /** What the template names in buckets. */
  readonly artifacts: readonly Artifact[]
  /** Why nothing is to be done, where its tool says so. */
  readonly unchanged?: string
  /** Why this is only the beginning, what avoids that, and the sha256 of the build that the rest is published from. */
  readonly rest?: { readonly why: string; readonly fix: string; readonly build: string }
  /** Planned by its own tool: the change set that this left, where it left one for this stack. */
  readonly adopted?: { readonly changeSet?: string }
  /** What decides what becomes of it, as nothing else does: the user's commands, by name. */
  readonly commands?: Readonly<Record<string, string>>
  /** Milliseconds that one operation may take. */
  readonly timeLimit: number
  readonly policies: Policies
}
