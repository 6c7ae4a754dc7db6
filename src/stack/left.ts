import type { Operation, StackPlan } from '../domain/stack.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { admit, endOf } from './statuses.ts'

/** What is known of a stack from before a job that said nothing of what it did. */
export interface Before {
  /** Absent where no plan is at hand. */
  readonly plan?: Pick<StackPlan, 'kind' | 'changeSet' | 'basedOn'>
  /** When the job was made, ISO 8601. */
  readonly since?: string
}

/** What that job did to the stack, as far as the stack as it is now tells; nothing where it did nothing. */
export function leftBy(stack: StackDescription | undefined, { plan, since }: Before): Operation | undefined {
  const kind = plan?.kind === 'create' ? 'create' : 'update'
  const as = (state: Operation['state'], status: string): Operation => ({ token: '', kind, state, status, events: 0 })
  if (!stack && !plan) return as('unknown', 'not there')
  if (!stack) return plan?.kind !== 'create' && plan?.basedOn !== undefined ? as('failed', 'DELETE_COMPLETE') : undefined
  const { status, changedAt, changeSet } = stack
  if (status === 'REVIEW_IN_PROGRESS') return undefined
  if (admit(status).do === 'wait') return as('running', status)
  // AWS tells of parts of a second, GitHub does not.
  const before = plan === undefined && Date.parse(changedAt) < Date.parse(since ?? '')
  if (plan?.basedOn === undefined ? before : changedAt === plan.basedOn) return undefined
  // Something else may have changed it; what came of our own change set is known by its name.
  return plan?.changeSet !== undefined && changeSet === plan.changeSet
    ? as(endOf(status) ?? 'unknown', status)
    : as('unknown', status)
}

/** An operation that went on when its job ended, as the stack is now. How it ended is not seen any more where another one came after it. */
export function followed(stack: StackDescription | undefined, operation: Operation, plan?: Before['plan']): Operation {
  if (!stack || (plan?.changeSet !== undefined && stack.changeSet !== plan.changeSet)) return { ...operation, state: 'unknown' }
  const { status } = stack
  return admit(status).do === 'wait'
    ? { ...operation, state: 'running', status }
    : { ...operation, state: endOf(status) ?? 'unknown', status }
}
