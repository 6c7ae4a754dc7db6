/** A way out of a stuck state that may be taken without asking. */
export type Recovery = 'delete-failed-create' | 'continue-rollback' | 'rollback-paused'

/** Alarms by which CloudFormation itself takes an update back, and for how long after it. */
export interface Monitor {
  /** Whole minutes. */
  readonly minutes: number
  readonly alarms: readonly string[]
}

/** How a stack is planned and executed. What is absent stays as the stack has it. */
export interface Policies {
  readonly nestedChangeSets: boolean
  readonly drift: 'ignore' | 'report' | 'block' | 'revert'
  readonly mode: 'standard' | 'express'
  readonly onDeployFailure: 'rollback' | 'keep' | 'delete'
  /** What becomes of an update that takes longer than the time limit. */
  readonly onTimeLimit: 'leave' | 'cancel'
  readonly recover: readonly Recovery[]
  /** Logical ids, `Nested/Id` in nested stacks, of what may be lost or opened. */
  readonly allow: {
    readonly replace: readonly string[]
    readonly remove: readonly string[]
    readonly broadenIam: readonly string[]
    readonly secrets?: readonly string[]
    readonly reason?: string
  }
  readonly notificationArns?: readonly string[]
  readonly monitor?: Monitor
  readonly terminationProtection?: boolean
  /** The text of the stack policy. */
  readonly stackPolicy?: string
  /** Where templates go that do not fit into a request. */
  readonly bucket?: string
  readonly prefix?: string
}
