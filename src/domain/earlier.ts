import type { ReasonCode } from '../foundation/codes.ts'
import type { StageName } from './run.ts'
import type { Operation } from './stack.ts'

/** What the record of an earlier job or run says that it did. */
export interface Earlier {
  readonly stages: readonly StageName[]
  readonly reasonCode?: ReasonCode
  /** By the stack's name: its last one. */
  readonly operations: Readonly<Record<string, Operation>>
}
