import type { Assembly, Operation, StackPlan } from '../domain/stack.ts'
import type { RunKey } from './tokens.ts'

/** What is executed, and who is told how far it is. */
export interface Execution {
  readonly assembly: Assembly
  readonly plan: StackPlan
  readonly run: RunKey
  /** Told before anything is sent, when it has begun, and with nothing when it was refused after all. */
  moved(operation: Operation | undefined): Promise<void>
}
