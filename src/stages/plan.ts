import { failedBy } from '../domain/failed.ts'
import type { Finding } from '../domain/finding.ts'
import type { Recovery } from '../domain/policies.ts'
import { broken } from '../domain/run.ts'
import { lateIn, type PropertyChange, type StackPlan } from '../domain/stack.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { discard } from '../stack/change-set.ts'
import { planStack, type Telling } from '../stack/plan.ts'
import { demandAccounts } from './accounts.ts'
import { assemblyOf } from './assembly.ts'
import { blockedBy } from './blocked.ts'
import { lookedBack } from './snapshots.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'

/** Makes a change set for every stack. Executes nothing. */
export const plan: Stage = {
  name: 'plan',
  idle: (run) => (broken(run) ? 'what comes before it did not end well' : undefined),
  async run(context) {
    const { config } = context
    await demandAccounts(context)
    const lines: string[] = []
    const findings: Finding[] = []
    const blocked: string[] = []
    for (const stack of config.stacks) {
      const assembly = assemblyOf(context.run(), stack.name)
      const telling = tellingInto(findings, context, stack.name)
      const asked = await attempt(() => planStack(context.core(assembly.region), assembly, context.run().identity, telling))
      context.signal.throwIfAborted()
      if ('failure' in asked) return afterMending(asked.failure, findings)
      const planned = asked.value
      const back = await lookedBack(context, assembly, planned)
      await context.changed({
        [stack.name]: {
          plan: planned.plan,
          ...back,
          ...(planned.stack ? { status: planned.stack.status, outputs: planned.stack.outputs } : {}),
        },
      })
      lines.push(`${stack.name}: ${said(planned.plan)}`)
      show(context, stack.name, planned.plan)
      findings.push(...planned.findings)
      if (planned.blocked) blocked.push(stack.name)
    }
    if (blocked.length > 0) return await refused(context, blocked, findings)
    return { phase: 'successful', reason: lines.join('; '), findings }
  },
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

/** Nothing of a plan may run in which one stack is blocked, so no change set of it is left. */
async function refused(context: StageContext, blocked: readonly string[], findings: readonly Finding[]): Promise<StageOutcome> {
  for (const [stack, { assembly, plan: made }] of Object.entries(context.run().stacks)) {
    if (!assembly || !made || made.joins) continue
    const { changeSet, ...rest } = made
    if (changeSet) await discard(context.core(assembly.region), stack, changeSet)
    // Nor may one be made with what comes after approval.
    const parameters = made.parameters.map(({ late: _never, ...known }) => known)
    await context.changed({ [stack]: { plan: { ...rest, parameters } } })
  }
  return blockedBy(blocked, findings)
}

/** A plan that failed after a stack was mended must not hide that. */
function afterMending(failure: Failure, mended: readonly Finding[]): StageOutcome {
  const outcome = failedBy(failure)
  return { ...outcome, findings: [...outcome.findings, ...mended] }
}

/** The plan in one line. */
export function said(plan: StackPlan): string {
  if (plan.joins) return 'the operation of an earlier attempt is under way and will be followed'
  const late = lateIn(plan)
  return [counted(plan), ...(late.length > 0 ? [`${late.join(', ')} set after approval`] : [])].join(', ')
}

function counted({ kind, changes }: StackPlan): string {
  if (kind === 'none') return 'nothing to change'
  const count = (one: (c: StackPlan['changes'][number]) => boolean) => changes.filter(one).length
  const replaced = count((c) => c.replacement === 'True' || c.replacement === 'Conditional')
  const parts = [
    [count((c) => c.action === 'Add'), 'added'],
    [count((c) => c.action === 'Modify') - replaced, 'modified'],
    [replaced, 'replaced'],
    [count((c) => c.action === 'Remove'), 'removed'],
    [count((c) => !['Add', 'Modify', 'Remove'].includes(c.action)), 'otherwise changed'],
  ] as const
  return `${kind === 'create' ? 'new stack, ' : ''}${parts.flatMap(([n, what]) => (n > 0 ? [`${n} ${what}`] : [])).join(', ')}`
}

function show({ ports: { runner } }: StageContext, stack: string, plan: StackPlan): void {
  runner.info(`${stack}: ${said(plan)}${plan.changeSet ? ` (change set ${plan.changeSet})` : ''}`)
  for (const c of plan.changes) {
    const replacement = c.replacement && c.replacement !== 'False' ? `  replacement: ${c.replacement}` : ''
    const policy = c.policyAction ? `  policy: ${c.policyAction}` : ''
    runner.info(`  ${c.action.padEnd(6)}  ${[...(c.path ?? []), c.logicalId].join('/')}  ${c.type}${replacement}${policy}`)
    for (const property of c.properties) runner.info(`          ${change(property)}`)
  }
}

function change({ name, before, after, cause, requiresRecreation }: PropertyChange): string {
  const line = (value = '(none)') => value.replace(/\s+/g, ' ')
  const values = before === undefined && after === undefined ? '' : `: ${line(before)} → ${line(after)}`
  const recreates = requiresRecreation && requiresRecreation !== 'Never' ? `  recreates: ${requiresRecreation}` : ''
  return `${name}${values}${recreates}${cause ? `  because of ${cause}` : ''}`
}
