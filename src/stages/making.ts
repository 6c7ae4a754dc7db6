import type { Finding } from '../domain/finding.ts'
import type { Recovery } from '../domain/policies.ts'
import { type Assembly, mayChange } from '../domain/stack.ts'
import { adoptStack } from '../stack/adopt.ts'
import { commandedStack } from '../stack/commanded.ts'
import { type Planned, planStack, type Telling } from '../stack/plan.ts'
import { clearSuperseded } from '../stack/superseded.ts'
import { keepDeployed } from './deployed.ts'
import { keepAssembly } from './kept.ts'
import { show } from './said.ts'
import { lookedBack } from './snapshots.ts'
import type { StageContext } from './stage.ts'

/** Plans a stack whose inputs are all known, and keeps the plan and the way back behind it. */
export async function makePlan(context: StageContext, assembly: Assembly, told: Finding[]): Promise<Planned> {
  const { stack } = assembly
  const made = await plannedBy(context, assembly, tellingInto(told, context, stack))
  const [back, waiting] = await Promise.all([lookedBack(context, assembly, made), cleared(context, assembly, made)])
  const kept = await keepAssembly(context, assembly, false)
  const { plan, stack: found } = made
  const seen = found ? { status: found.status, outputs: found.outputs, protectedNow: found.terminationProtection } : {}
  await context.changed({ [stack]: { assembly, plan, ...back, ...(kept ? { kept } : {}), ...seen } })
  if (!mayChange(plan)) await keepDeployed(context, assembly, found)
  show(context, stack, plan)
  return { ...made, findings: [...made.findings, ...waiting] }
}

/** By a change set of ours, by that of its own tool, or not at all where only its command knows. */
async function plannedBy({ core, run }: StageContext, assembly: Assembly, telling: Telling): Promise<Planned> {
  if (assembly.commands) return commandedStack(core(assembly), assembly, run().identity, telling)
  if (assembly.adopted) return adoptStack(core(assembly), assembly, telling)
  return planStack(core(assembly), assembly, run().identity, telling)
}

/**
 * Takes plans away that can never be executed. Where this run deploys too, CloudFormation does it with the execution.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
async function cleared(
  { core, run }: StageContext,
  assembly: Assembly,
  { plan: made, stack }: Planned,
): Promise<readonly Finding[]> {
  if (made.joins || run().stages.includes('deploy')) return []
  const changeSet = made.changeSet ? { changeSet: made.changeSet } : {}
  return clearSuperseded(core(assembly), {
    stack: assembly.stack,
    changedAt: stack?.changedAt ?? '',
    region: assembly.region,
    ...changeSet,
    run: run().identity,
  })
}

/** Keeps what planning tells before there is a plan. */
export const tellingInto = (findings: Finding[], context: StageContext, stack: string): Telling => ({
  found: (finding) => {
    if (!findings.some(({ title, where }) => title === finding.title && where === finding.where)) findings.push(finding)
  },
  async mended(recovery: Recovery, finding?: Finding) {
    const before = (context.run().stacks[stack]?.mended ?? []).filter((each) => each !== recovery)
    if (finding) findings.push(finding)
    else findings.pop()
    await context.changed({ [stack]: { mended: finding ? [...before, recovery] : before } })
  },
})
