import type { Change, StackEvent } from '../domain/stack.ts'

/** A stack as CloudFormation describes it. */
export interface StackDescription {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly reason?: string
  /** Name of the change set that was executed last. */
  readonly changeSet?: string
  /** The last change, or the creation where there was none; AWS's clock, ISO 8601. */
  readonly changedAt: string
  /** Secret ones are masked by AWS. */
  readonly parameters: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
}

/** What CloudFormation itself reads in a template. */
export interface TemplateSummary {
  readonly parameters: readonly {
    readonly name: string
    readonly type: string
    readonly hasDefault: boolean
    readonly noEcho: boolean
  }[]
  readonly capabilities: readonly string[]
  readonly transforms: readonly string[]
}

/** One parameter of a request: a value, or the one that the stack has. */
export type ParameterValue =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly previous: true }

export interface ChangeSetRequest {
  readonly stack: string
  readonly name: string
  readonly kind: 'create' | 'update'
  readonly token: string
  readonly description: string
  readonly templateBody: string
  readonly parameters: readonly ParameterValue[]
  /** Absent: the stack keeps those that it has. */
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly roleArn?: string
}

export interface ChangeSetPage {
  readonly id: string
  readonly stackId: string
  /** CREATE_PENDING, CREATE_IN_PROGRESS, CREATE_COMPLETE, FAILED, DELETE_… */
  readonly status: string
  /** UNAVAILABLE, AVAILABLE, EXECUTE_IN_PROGRESS, EXECUTE_COMPLETE, EXECUTE_FAILED, OBSOLETE */
  readonly execution: string
  readonly reason?: string
  readonly changes: readonly Change[]
  readonly next?: string
}

/** A resource that a stack has now. */
export interface StackResource {
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
  readonly status: string
}

/**
 * The part of CloudFormation that the core needs, one region each. Every method makes one call, throws only `Failure`,
 * and never tries again: the core knows what may be repeated.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
export interface CloudFormation {
  /** Nothing where no such stack exists. A deleted one is found by its id only. */
  describe(stack: string, signal: AbortSignal): Promise<StackDescription | undefined>
  templateSummary(body: string, signal: AbortSignal): Promise<TemplateSummary>
  /** The template as it was sent, of the stack or of a change set on it. */
  template(stack: string, signal: AbortSignal, changeSet?: string): Promise<string>
  /** `exists` where the stack has a change set of that name. */
  createChangeSet(request: ChangeSetRequest, signal: AbortSignal): Promise<'created' | 'exists'>
  describeChangeSet(stack: string, changeSet: string, signal: AbortSignal, next?: string): Promise<ChangeSetPage | undefined>
  deleteChangeSet(stack: string, changeSet: string, signal: AbortSignal): Promise<void>
  executeChangeSet(stack: string, changeSet: string, token: string, signal: AbortSignal): Promise<void>
  cancelUpdate(stack: string, token: string, signal: AbortSignal): Promise<void>
  /** Newest first, a page at a time. */
  events(
    stackId: string,
    signal: AbortSignal,
    next?: string,
  ): Promise<{ readonly events: readonly StackEvent[]; readonly next?: string }>
  resources(
    stackId: string,
    signal: AbortSignal,
    next?: string,
  ): Promise<{ readonly resources: readonly StackResource[]; readonly next?: string }>
}
