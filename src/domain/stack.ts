import type { Assembly } from './assembly.ts'
import type { Change } from './change.ts'
import type { Recovery } from './policies.ts'

export type { Change, ChangeAction, ChangeOrigin, PropertyChange } from './change.ts'

/** Where a parameter's value comes from. A placeholder is made up, for a plan only. */
export type ParameterSource = 'given' | 'previous' | 'default' | 'placeholder'

/** A parameter as the plan shows it. The value is left out when it is secret. */
export interface PlannedParameter {
  readonly name: string
  readonly source: ParameterSource
  readonly secret: boolean
  readonly value?: string
  /** Its own value comes after approval; what the plan was made with is not it. */
  readonly late?: true
}

/** What a reviewer approves for one stack. */
export interface StackPlan {
  /** `deferred`: it is planned when its turn comes; `command`: a command of the user decides what becomes of it. */
  readonly kind: 'create' | 'update' | 'none' | 'deferred' | 'command'
  /** Why it is deferred, why there is nothing to do, or which command decides. */
  readonly why?: string
  /** Name, not ARN: an ARN holds the account number. */
  readonly changeSet?: string
  readonly changes: readonly Change[]
  readonly parameters: readonly PlannedParameter[]
  readonly capabilities: readonly string[]
  /** Of what is to be: template, parameters that are not secret, names of secret ones, the stack's last change. */
  readonly contentDigest: string
  /** The content digest with the change set's name. */
  readonly digest: string
  /** The stack's last change when the plan was made, as CloudFormation tells it; absent for a new stack. */
  readonly basedOn?: string
  /** Token of an operation of an earlier attempt that does the same and is still under way: it is followed, nothing is sent. */
  readonly joins?: string
}

/** Names of the parameters of a plan whose value comes after approval. */
export const lateIn = ({ parameters }: Pick<StackPlan, 'parameters'>): readonly string[] =>
  parameters.flatMap(({ name, late }) => (late ? [name] : []))

/** Whether executing a plan can change anything. */
export const mayChange = (plan: StackPlan): boolean => plan.kind !== 'none' || lateIn(plan).length > 0

/** An event of a stack, in our words. `at` is AWS's clock, ISO 8601. */
export interface StackEvent {
  readonly id: string
  readonly at: string
  readonly stackId: string
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly token?: string
}

/** Orders events, the oldest first; those of one moment stay as they are. */
export const byTime = (a: StackEvent, b: StackEvent): number => Number(a.at > b.at) - Number(a.at < b.at)

/** A failed resource, the first that was not merely a consequence. */
export interface RootCause {
  readonly logicalId: string
  readonly type: string
  readonly status: string
  readonly reason: string
  /** When it failed, by AWS's clock. */
  readonly at?: string
  /** Names of the stacks from the root to the one that holds the resource. */
  readonly path: readonly string[]
  readonly line?: number
}

/** One execution on one stack, from our token to its end. */
export interface Operation {
  readonly token: string
  readonly kind: 'create' | 'update'
  readonly state: 'running' | 'succeeded' | 'failed' | 'unknown'
  readonly status: string
  /** Begin and end on AWS's clock, from the operation's own events. */
  readonly startedAt?: string
  readonly endedAt?: string
  readonly events: number
  /** This run cancelled it, since it took longer than its time limit. */
  readonly overdue?: boolean
  readonly rootCause?: RootCause
}

/** How far it can be gone back behind a change. */
export interface WayBack {
  /** `none`: there is no way back. */
  readonly risk: 'low' | 'medium' | 'high' | 'none'
  /** What would not come back, or why there is no way, a line each. */
  readonly lost: readonly string[]
}

/** What is known of one stack in this run so far. */
export interface StackRun {
  readonly assembly?: Assembly
  readonly plan?: StackPlan
  readonly wayBack?: WayBack
  /** The file beside the record that says what is to become of the stack. */
  readonly kept?: { readonly path: string; readonly sha256: string }
  /** The file beside the record that holds the stack as it was. */
  readonly snapshot?: { readonly path: string; readonly sha256: string }
  /** The file beside the record that holds the stack as this run left it running. */
  readonly deployed?: { readonly path: string; readonly sha256: string }
  /** Ways out of a stuck state that were asked for before it was planned. */
  readonly mended?: readonly Recovery[]
  /** Nobody approved the plan: whether its change set is gone and was not executed. */
  readonly rejected?: boolean
  readonly operation?: Operation | undefined
  /** The operation that puts the version before back. */
  readonly rollback?: Operation | undefined
  readonly status?: string
  /** Whether termination protection is on, where this run has seen it; no record tells it, so that a later job looks. */
  readonly protectedNow?: boolean | undefined
  /** Those of the stack as it is now; absent where that is not known. */
  readonly outputs?: Readonly<Record<string, string>> | undefined
}

export type { Assembly, LeftOut, Role, Where } from './assembly.ts'
