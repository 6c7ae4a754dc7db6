import { type Assembly, mayChange, type StackRun } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import type { Planned } from '../stack/plan.ts'
import { snapshotName, snapshotOf } from '../stack/snapshot.ts'
import { noWayBack, wayBackTo } from '../stack/way-back.ts'
import { neededBy } from './needed.ts'
import type { StageContext } from './stage.ts'

const UNDER_WAY =
  'the change is under way already, so this attempt cannot see what the stack was before: the record of the attempt that began it leads back, with `stages: rollback`'

type Back = Pick<StackRun, 'wayBack' | 'snapshot'>

/** Keeps what leads back behind a planned change, and says how far it leads. Never a reason for the plan to fail. */
export async function lookedBack(context: StageContext, assembly: Assembly, planned: Planned): Promise<Back> {
  if (!mayChange(planned.plan)) return {}
  const back = await kept(context, assembly, planned)
  const { risk, lost } = back.wayBack
  const said = risk === 'none' ? 'there is no way back' : `the risk of going back is ${risk}`
  context.ports.runner.info(`${assembly.stack}: ${[said, ...lost].join('\n  ')}`)
  return back
}

async function kept(
  context: StageContext,
  assembly: Assembly,
  { plan, stack, deployed }: Planned,
): Promise<Back & Required<Pick<Back, 'wayBack'>>> {
  const no = (why: string) => ({ wayBack: noWayBack(why) })
  if (plan.joins) return no(UNDER_WAY)
  if (!stack) return no('it is the first creation: there is nothing to go back to')
  const read = await attempt(() => snapshotOf(context.core(assembly), assembly, stack, deployed))
  context.signal.throwIfAborted()
  if ('failure' in read) return no(`what the stack is made of now could not be read: ${read.failure.message}`)
  const needs = await neededBy(context, assembly, read.value)
  const text = `${JSON.stringify({ ...read.value, artifacts: needs.artifacts }, null, 1)}\n`
  if (context.ports.secrets.exposes(text)) {
    return no('a secret stands in the template or the parameters of the stack as it is now, so they were not kept')
  }
  const snapshot = await context.beside(snapshotName(assembly.stack), text)
  if (needs.missing.length > 0) return { ...no(`what the stack is made of now is gone: ${needs.missing.join('; ')}`), snapshot }
  return { wayBack: wayBackTo(read.value, plan, needs.unsure), snapshot }
}
