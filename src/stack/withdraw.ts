import type { StackPlan } from '../domain/stack.ts'
import type { ChangeSetPage, StackDescription } from '../ports/cloudformation.ts'
import { discard } from './change-set.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { admit } from './statuses.ts'

/** The plan of a stack that nobody will execute. */
export interface Unwanted {
  readonly stack: string
  readonly changeSet: string
  readonly plan: Pick<StackPlan, 'kind' | 'basedOn'>
}

/** What became of its change set. */
export interface Withdrawn {
  /** Why it was left; absent where it is gone and was not executed. */
  readonly left?: string
  /** Whether the stack was never created and is there by name only. */
  readonly shell: boolean
}

/** Deletes the change set of a rejected plan, unless it was executed or something is under way. Never deletes a stack. */
export async function withdraw(core: Core, unwanted: Unwanted): Promise<Withdrawn> {
  const { stack: name, changeSet } = unwanted
  const [stack, page] = await Promise.all([
    patiently(core, READ_LIMIT, () => core.cloudformation.describe(name, core.signal)),
    patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(name, changeSet, core.signal)),
  ])
  const shell = stack?.status === 'REVIEW_IN_PROGRESS'
  const why = busy(stack) ?? (page ? executed(page) : changed(unwanted, stack))
  if (why) return { left: why, shell }
  if (!page) return { shell }
  const failure = await discard(core, name, changeSet)
  return failure ? { left: failure.message, shell } : { shell }
}

const busy = (stack: StackDescription | undefined): string | undefined =>
  stack && admit(stack.status).do === 'wait' ? `an operation is under way on the stack (${stack.status})` : undefined

const executed = ({ status, execution }: ChangeSetPage): string | undefined =>
  status === 'FAILED' || execution === 'AVAILABLE' || execution === 'OBSOLETE' ? undefined : `it is ${execution}`

/** One that is gone was deleted or executed; executing changes the stack. */
function changed({ plan: { kind, basedOn } }: Unwanted, stack: StackDescription | undefined): string | undefined {
  const as = kind === 'create' ? !stack || admit(stack.status).do === 'create' : stack?.changedAt === basedOn
  return as ? undefined : 'it is gone and the stack has changed since the plan, so it may have been executed'
}
