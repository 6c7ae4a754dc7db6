import type { Finding } from '../domain/finding.ts'
import type { Recovery } from '../domain/policies.ts'
import type { Assembly } from '../domain/stack.ts'
import { type Planned, planStack, type Telling } from '../stack/plan.ts'
import { keepAssembly } from './kept.ts'
import { show } from './said.ts'
import { lookedBack } from './snapshots.ts'
import type { StageContext } from './stage.ts'

/** Plans a stack whose inputs are all known, and keeps the plan and the way back behind it. */
export async function makePlan(context: StageContext, assembly: Assembly, told: Finding[]): Promise<Planned> {
  const { stack } = assembly
  const made = await planStack(context.core(assembly), assembly, context.run().identity, tellingInto(told, context, stack))
  const back = await lookedBack(context, assembly, made)
  const kept = await keepAssembly(context, assembly, false)
  const { plan, stack: found } = made
  const seen = found ? { status: found.status, outputs: found.outputs } : {}
  await context.changed({ [stack]: { assembly, plan, ...back, ...(kept ? { kept } : {}), ...seen } })
  show(context, stack, plan)
  return made
}

/** Keeps what planning tells before there is a plan. */
export const tellingInto = (findings: Finding[], context: StageContext, stack: string): Telling => ({
  found: (finding) => void findings.push(finding),
  async mended(recovery: Recovery, finding?: Finding) {
    const before = (context.run().stacks[stack]?.mended ?? []).filter((each) => each !== recovery)
    if (finding) findings.push(finding)
    else findings.pop()
    await context.changed({ [stack]: { mended: finding ? [...before, recovery] : before } })
  },
})
