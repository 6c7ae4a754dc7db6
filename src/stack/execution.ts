import type { Assembly, Operation, StackPlan } from '../domain/stack.ts'
import type { RunKey } from './tokens.ts'

/** What is executed, and who is told how far it is. */
export interface Execution {
  readonly assembly: Assembly
  readonly plan: StackPlan
  readonly run: RunKey
  /** The plan was made by this very process: nobody but it can have begun, and what else moved CloudFormation refuses to execute. */
  readonly justPlanned: boolean
  /** Throws where something besides the stack is not as it was planned; asked right before the execution is sent. */
  ready?(): Promise<void>
  /** Told before anything is sent, when it has begun, and with nothing when it was refused after all. */
  moved(operation: Operation | undefined): Promise<void>
}

/** Whether what a failed first creation left is deleted with the stack. A plan with something that may hold data is blocked. */
export const deletesOnFailure = ({ policies }: Assembly, kind: StackPlan['kind']): boolean =>
  kind === 'create' && policies.onDeployFailure === 'delete'

/**
 * What the execution says of a failure: nothing where the change set says it already, since both together are refused.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
export const onFailure = (assembly: Assembly, kind: StackPlan['kind']): { readonly keepOnFailure?: boolean } =>
  deletesOnFailure(assembly, kind) ? {} : { keepOnFailure: assembly.policies.onDeployFailure === 'keep' }
