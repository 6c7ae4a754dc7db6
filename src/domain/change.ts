export type ChangeAction = 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual'

/** One property that changes. Values are raw until planning has masked them. */
export interface PropertyChange {
  readonly name: string
  readonly requiresRecreation?: string
  /** What makes it change: a parameter, another resource. */
  readonly cause?: string
  readonly before?: string
  readonly after?: string
  /** Everything that makes it change; told by a change set, not kept. */
  readonly origins?: readonly ChangeOrigin[]
}

/** What makes a property change: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html */
export interface ChangeOrigin {
  /** ResourceReference, ParameterReference, ResourceAttribute, DirectModification, Automatic, NoModification */
  readonly source: string
  /** The parameter, or the resource with its attribute. */
  readonly entity?: string
  /** Dynamic: whether it will change, and to what, is known only when it is executed. */
  readonly evaluation?: 'Static' | 'Dynamic'
}

/** One resource that a change set would touch. */
export interface Change {
  readonly action: ChangeAction
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
  readonly replacement?: 'True' | 'False' | 'Conditional'
  readonly policyAction?: string
  /** Logical ids of the nested stacks that lead to it, from the top; absent for a resource of the stack itself. */
  readonly path?: readonly string[]
  /** The change set of a nested stack. */
  readonly nested?: string
  readonly properties: readonly PropertyChange[]
}
