import type { Monitor } from '../domain/policies.ts'
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
  /** Parameters whose value is the name under which Systems Manager has what they stand for. */
  readonly lookedUp?: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly notificationArns: readonly string[]
  readonly roleArn?: string
  readonly monitor?: Monitor
  readonly terminationProtection: boolean
  /** Of a nested stack: the stack at its top. */
  readonly rootId?: string
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

/** A template in the request itself, or in a bucket. */
export type TemplateSource = { readonly body: string } | { readonly url: string }

export interface ChangeSetRequest {
  readonly stack: string
  readonly name: string
  readonly kind: 'create' | 'update'
  readonly token: string
  readonly description: string
  readonly template: TemplateSource
  readonly parameters: readonly ParameterValue[]
  /** Absent: the stack keeps those that it has. */
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly roleArn?: string
  readonly notificationArns?: readonly string[]
  readonly monitor?: Monitor
  /** Whether nested stacks are planned too. */
  readonly nested: boolean
  readonly revertDrift: boolean
  /** What a failed creation becomes; the execution says it for everything else. */
  readonly deleteOnFailure: boolean
  /** Ends before everything is ready: verification has to wait for that. */
  readonly express: boolean
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
  /** Secret ones are masked by AWS. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly capabilities?: readonly string[]
  readonly next?: string
}

/** A change set as the list of those of a stack shows it. */
export interface ChangeSetEntry {
  readonly name: string
  readonly status: string
  readonly execution: string
  /** AWS's clock, ISO 8601. */
  readonly createdAt: string
  readonly description: string
}

export interface Execution {
  readonly stack: string
  readonly changeSet: string
  readonly token: string
  /** A failed operation is left as it is. Absent where the change set already says what a failure becomes. */
  readonly keepOnFailure?: boolean
}

/** A resource that a stack has now. */
export interface StackResource {
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
  readonly status: string
}

/** What CloudFormation's own validation and hooks found before anything was made. */
export interface EarlyFailure {
  readonly logicalId?: string
  readonly type?: string
  readonly what: string
  readonly reason: string
  /** A warning only: the change set can be executed all the same. */
  readonly warning: boolean
}

/** A resource that is not as the template says any more. */
export interface Drift {
  readonly logicalId: string
  readonly type: string
  readonly status: string
  readonly differences: readonly { readonly path: string; readonly expected: string; readonly actual: string }[]
}

/**
 * The part of CloudFormation that the core needs, one region each. Every method makes one call, throws only `Failure`,
 * and never tries again: the core knows what may be repeated.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
export interface CloudFormation {
  /** Nothing where no such stack exists. A deleted one is found by its id only. */
  describe(stack: string, signal: AbortSignal): Promise<StackDescription | undefined>
  /** All that are not deleted, a page at a time. */
  describeAll(
    signal: AbortSignal,
    next?: string,
  ): Promise<{ readonly stacks: readonly StackDescription[]; readonly next?: string }>
  templateSummary(template: TemplateSource, signal: AbortSignal): Promise<TemplateSummary>
  /** The template as it was sent, of the stack or of a change set on it. */
  template(stack: string, signal: AbortSignal, changeSet?: string): Promise<string>
  /** `exists` where the stack has a change set of that name. */
  createChangeSet(request: ChangeSetRequest, signal: AbortSignal): Promise<'created' | 'exists'>
  describeChangeSet(stack: string, changeSet: string, signal: AbortSignal, next?: string): Promise<ChangeSetPage | undefined>
  changeSets(
    stack: string,
    signal: AbortSignal,
    next?: string,
  ): Promise<{ readonly changeSets: readonly ChangeSetEntry[]; readonly next?: string }>
  deleteChangeSet(stack: string, changeSet: string, signal: AbortSignal): Promise<void>
  executeChangeSet(request: Execution, signal: AbortSignal): Promise<void>
  /** What was found before anything was made, of a change set by its ARN. */
  earlyFailures(changeSetId: string, signal: AbortSignal): Promise<readonly EarlyFailure[]>
  deleteStack(stackId: string, token: string, signal: AbortSignal): Promise<void>
  continueRollback(stack: string, token: string, signal: AbortSignal): Promise<void>
  rollBack(stack: string, token: string, signal: AbortSignal): Promise<void>
  protect(stack: string, protection: boolean, signal: AbortSignal): Promise<void>
  policy(stack: string, signal: AbortSignal): Promise<string | undefined>
  setPolicy(stack: string, body: string, signal: AbortSignal): Promise<void>
  /** Begins to look for drift; the id asks for the result. */
  detectDrift(stack: string, signal: AbortSignal): Promise<string>
  driftDetected(id: string, signal: AbortSignal): Promise<'running' | 'done' | { readonly failed: string }>
  drifts(
    stack: string,
    signal: AbortSignal,
    next?: string,
  ): Promise<{ readonly drifts: readonly Drift[]; readonly next?: string }>
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
