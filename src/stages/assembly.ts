import type { Run } from '../domain/run.ts'
import type { Assembly, StackPlan } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'

/** What was synthesized for a stack in this run. */
export function assemblyOf(run: Run, stack: string): Assembly {
  const assembly = run.stacks[stack]?.assembly
  if (assembly) return assembly
  throw new Failure(`Stack ${stack} was not synthesized in this run.`, { code: 'PLAN_MISSING' })
}

/** The region of a stack: of what was synthesized in this run, or of the plan whose record was given. */
export const regionOf = (run: Run, stack: string): string =>
  run.stacks[stack]?.assembly?.region || run.stacks[stack]?.plannedFor?.region || assemblyOf(run, stack).region

/** What was planned for a stack, in this run or in the one whose record was given. */
export function planOf(run: Run, stack: string): StackPlan {
  const plan = run.stacks[stack]?.plan
  if (plan) return plan
  throw new Failure(`Stack ${stack} was not planned in this run, and no record of a plan was given.`, { code: 'PLAN_MISSING' })
}
