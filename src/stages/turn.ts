import type { Finding } from '../domain/finding.ts'
import type { Assembly, StackPlan } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { discard } from '../stack/change-set.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { blockedBy } from './blocked.ts'
import { withSecrets } from './complete.ts'
import { withInputs } from './inputs.ts'
import { makePlan } from './making.ts'
import type { StageContext, StageOutcome } from './stage.ts'

/** What is executed when the turn of a stack comes, or why nothing is. */
export type Turn = Planned | { readonly outcome: StageOutcome }

/** A stack as it is to be, and the plan that makes it so. */
export interface Planned {
  readonly assembly: Assembly
  readonly plan: StackPlan
}

/**
 * Looks again at what a stack takes from those before it, which may have changed by now. One that was deferred is planned here, as strictly
 * as any other; one whose inputs are not those of its plan is planned again only where the configuration lets stacks be planned this late.
 */
export async function atTurn(context: StageContext, stack: string): Promise<Turn> {
  const made = assemblyOf(context.run(), stack)
  const plan = planOf(context.run(), stack)
  if (plan.joins || (plan.kind !== 'deferred' && Object.keys(made.open).length === 0)) return { assembly: made, plan }
  const ready = await withInputs(context, made)
  if ('deferred' in ready) throw stale(stack, ready.deferred)
  const moved = Object.keys(made.open).filter((name) => ready.assembly.parameters[name] !== made.parameters[name])
  if (plan.kind !== 'deferred') {
    if (moved.length === 0) return { assembly: made, plan }
    if (context.config.deferred === 'refuse')
      throw stale(stack, `what its ${moved.join(', ')} is made of is not what it was when it was planned`)
  }
  // Another job may have planned: then neither the template nor what is secret came along.
  const whole = context.run().stages.includes('plan') ? ready.assembly : await withSecrets(context, ready.assembly, plan)
  if (plan.changeSet) await discard(context.core(made), stack, plan.changeSet)
  const told: Finding[] = []
  const again = await makePlan(context, whole, told)
  for (const { title } of [...told, ...again.findings]) context.ports.runner.info(`${stack}: ${title}`)
  if (again.blocked) return { outcome: blockedBy([stack], [...told, ...again.findings]) }
  return { assembly: whole, plan: again.plan }
}

const stale = (stack: string, why: string): Failure =>
  new Failure(`Stack ${stack}: ${why}. Nothing of it was executed.`, {
    code: 'PLAN_STALE',
    fix: 'Run the deployment again: the stacks before it are done, so it can be planned with what they have now.',
  })
