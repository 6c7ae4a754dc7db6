import type { History } from '../history.ts'
import type { Fields, Value } from '../http/params.ts'
import type { Latch } from '../simulation.ts'
import type { Source } from './template/parse.ts'

/** A resource as it is now, with the properties that were last carried out. */
export interface ResourceRecord {
  readonly logicalId: string
  readonly type: string
  readonly status: string
  readonly reason?: string | undefined
  readonly at: number
  readonly physicalId?: string | undefined
  /** The name that identity and attributes follow from. */
  readonly name?: string | undefined
  readonly properties: Fields
  /** The same with secrets masked, as events show them. */
  readonly shown?: Fields | undefined
}

/** What an operation is to bring about: everything a change set carries. */
export interface Goal {
  readonly source: Source
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: readonly Fields[]
  readonly capabilities: readonly string[]
  readonly notificationArns: readonly string[]
  readonly roleArn?: string | undefined
  readonly rollbackConfiguration?: Fields | undefined
}

export interface OutputRecord {
  readonly key: string
  readonly value: string
  readonly description?: string | undefined
  readonly exportName?: string | undefined
}

/** A stack as one answer shows it. */
export interface StackRecord extends Goal {
  readonly status: string
  readonly reason?: string | undefined
  readonly createdAt: number
  readonly updatedAt?: number | undefined
  readonly deletedAt?: number | undefined
  readonly resources: ReadonlyMap<string, ResourceRecord>
  readonly outputs: readonly OutputRecord[]
  readonly changeSetId?: string | undefined
  readonly disableRollback: boolean
  readonly terminationProtection: boolean
  readonly policy?: string | undefined
  readonly lastOperations: readonly { readonly type: string; readonly id: string }[]
}

export interface EventRecord {
  readonly id: string
  readonly at: number
  readonly logicalId: string
  readonly physicalId?: string | undefined
  readonly type: string
  readonly status: string
  readonly reason?: string | undefined
  readonly properties?: string | undefined
  readonly token?: string | undefined
  readonly operationId?: string | undefined
  /** From when on an answer has it. */
  readonly shownAt: number
}

/** A finding of the checks before deployment, as DescribeEvents shows it. */
export interface ValidationRecord {
  readonly name: string
  readonly status: 'FAILED' | 'SKIPPED'
  readonly reason: string
  readonly mode: 'FAIL' | 'WARN'
  readonly logicalId?: string
  readonly type?: string
  readonly path?: string
}

/** A resource that was changed behind the service's back. */
export interface DriftRecord {
  readonly logicalId: string
  readonly status: 'MODIFIED' | 'DELETED'
  readonly differences?: readonly { readonly path: string; readonly expected: string; readonly actual: string }[]
}

/** Something under way on a stack. */
export interface Operation {
  readonly id: string
  readonly type: string
  readonly startedAt: number
  token: string | undefined
  /** Opens when somebody asks for the update to be cancelled. */
  readonly cancelled: Latch<void>
  readonly end: Latch<void>
}

/** An operation that was begun on a stack, or the cancel of one. */
export interface Begun {
  /** Its name, or `parent/LogicalId`. */
  readonly stack: string
  readonly type: string
  readonly token: string | undefined
  readonly at: Date
}

/** One change of one property, as DescribeChangeSet details it. */
export interface DetailRecord {
  readonly attribute: string
  readonly name?: string | undefined
  readonly recreation: 'Never' | 'Conditionally' | 'Always'
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly changeType: 'Add' | 'Remove' | 'Modify'
  readonly evaluation: 'Static' | 'Dynamic'
  readonly source: string
  readonly cause?: string | undefined
}

export interface ChangeRecord {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import'
  readonly logicalId: string
  readonly type: string
  readonly physicalId?: string | undefined
  readonly replacement?: 'True' | 'False' | 'Conditional' | undefined
  readonly policyAction?: string | undefined
  readonly details: readonly DetailRecord[]
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly changeSetId?: string | undefined
}

/** A change set as one answer shows it. */
export interface ChangeSetRecord {
  readonly status: string
  readonly reason?: string | undefined
  readonly execution: string
  readonly changes: readonly ChangeRecord[]
}

export interface ChangeSetEntry {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly createdAt: number
  readonly description?: string | undefined
  readonly goal: Goal
  readonly onStackFailure?: string | undefined
  readonly nested: boolean
  /** Changes from outside are put back. */
  readonly revertsDrift: boolean
  readonly parentId?: string | undefined
  readonly rootId?: string | undefined
  readonly imports: readonly Fields[]
  readonly operationId: string
  readonly history: History<ChangeSetRecord>
  validations: readonly ValidationRecord[]
  deletedAt?: number
}

export interface StackEntry {
  readonly id: string
  readonly name: string
  readonly parentId?: string | undefined
  readonly rootId?: string | undefined
  /** How a script names it: its own name, or `parent/LogicalId` for a nested one. */
  readonly path: string
  readonly history: History<StackRecord>
  readonly events: EventRecord[]
  readonly changeSets: ChangeSetEntry[]
  /** First answers by token, so that the same call twice is one call. */
  readonly answered: Map<string, { readonly asked: string; readonly answer: Readonly<Record<string, string>> }>
  /** What is not as its template says any more. */
  drift: readonly DriftRecord[]
  readonly detections: Map<string, { readonly endsAt: number; readonly failure: string | undefined }>
  operation?: Operation | undefined
  /** Takes back the update that is paused or whose rollback got stuck. */
  wayBack?: WayBack | undefined
}

/** What is left to do for a stack that stopped half-way. */
export interface WayBack {
  readonly kind: 'create' | 'update'
  readonly before: StackRecord
}

/** A value that is only known once the change set runs. */
export const KNOWN_AFTER_APPLY: Value = '{{changeSet:KNOWN_AFTER_APPLY}}'
