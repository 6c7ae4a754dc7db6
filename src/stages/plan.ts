import { failedBy } from '../domain/failed.ts'
import type { Finding } from '../domain/finding.ts'
import { broken } from '../domain/run.ts'
import type { Recovery, StackPlan } from '../domain/stack.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { planStack } from '../stack/plan.ts'
import { demandAccounts } from './accounts.ts'
import { assemblyOf } from './assembly.ts'
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
    for (const stack of config.stacks) {
      const assembly = assemblyOf(context.run(), stack.name)
      const mended = async (recovery: Recovery, finding?: Finding) => {
        const before = (context.run().stacks[stack.name]?.mended ?? []).filter((each) => each !== recovery)
        if (finding) findings.push(finding)
        else findings.pop()
        await context.changed({ [stack.name]: { mended: finding ? [...before, recovery] : before } })
      }
      const asked = await attempt(() => planStack(context.core(assembly.region), assembly, context.run().identity, mended))
      context.signal.throwIfAborted()
      if ('failure' in asked) return afterMending(asked.failure, findings)
      const planned = asked.value
      await context.changed({
        [stack.name]: {
          plan: planned.plan,
          ...(planned.stack ? { status: planned.stack.status, outputs: planned.stack.outputs } : {}),
        },
      })
      lines.push(`${stack.name}: ${said(planned.plan)}`)
      show(context, stack.name, planned.plan)
    }
    return { phase: 'successful', reason: lines.join('; '), findings }
  },
}

/** A plan that failed after a stack was mended must not hide that. */
function afterMending(failure: Failure, mended: readonly Finding[]): StageOutcome {
  const outcome = failedBy(failure)
  return { ...outcome, findings: [...outcome.findings, ...mended] }
}

/** The plan in one line. */
export function said({ kind, changes, joins }: StackPlan): string {
  if (joins) return 'the operation of an earlier attempt is under way and will be followed'
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
    runner.info(`  ${c.action.padEnd(6)}  ${c.logicalId}  ${c.type}${replacement}`)
  }
}
