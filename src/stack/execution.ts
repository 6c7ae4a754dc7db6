import type { Assembly, Operation, StackPlan } from '../domain/stack.ts'
import { stateOf } from './stateful.ts'
import { outline } from './template.ts'
import type { RunKey } from './tokens.ts'

/** What is executed, and who is told how far it is. */
export interface Execution {
  readonly assembly: Assembly
  readonly plan: StackPlan
  readonly run: RunKey
  /** Told before anything is sent, when it has begun, and with nothing when it was refused after all. */
  moved(operation: Operation | undefined): Promise<void>
}

/** Whether what a failed first creation left is deleted with the stack. What may hold data is rolled back as any other creation. */
export function deletesOnFailure({ policies, template }: Assembly, kind: StackPlan['kind']): boolean {
  if (kind !== 'create' || policies.onDeployFailure !== 'delete') return false
  return !Object.values(outline(template.body).types).some((type) => stateOf(type) !== undefined)
}

/**
 * What the execution says of a failure: nothing where the change set says it already, since both together are refused.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
export const onFailure = (assembly: Assembly, kind: StackPlan['kind']): { readonly keepOnFailure?: boolean } =>
  deletesOnFailure(assembly, kind) ? {} : { keepOnFailure: assembly.policies.onDeployFailure === 'keep' }
