import type { StackConfig } from '../config/config.ts'
import { broken } from '../domain/run.ts'
import type { StackPlan } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { planStack } from '../stack/plan.ts'
import { assemblyOf } from './assembly.ts'
import type { Stage, StageContext } from './stage.ts'

/** Makes a change set for every stack. Executes nothing. */
export const plan: Stage = {
  name: 'plan',
  idle: (run) => (broken(run) ? 'what comes before it did not end well' : undefined),
  async run(context) {
    const { config } = context
    await demandAccounts(config.stacks, context)
    const lines: string[] = []
    for (const stack of config.stacks) {
      const assembly = assemblyOf(context.run(), stack.name)
      const planned = await planStack(context.core(assembly.region), assembly, context.run().identity)
      await context.changed({
        [stack.name]: {
          plan: planned.plan,
          ...(planned.stack ? { status: planned.stack.status, outputs: planned.stack.outputs } : {}),
        },
      })
      lines.push(`${stack.name}: ${said(planned.plan)}`)
      show(context, stack.name, planned.plan)
    }
    return { phase: 'successful', reason: lines.join('; ') }
  },
}

/** The account is looked at before anything is written to it. */
async function demandAccounts(stacks: readonly StackConfig[], { ports, run, signal }: StageContext): Promise<void> {
  for (const stack of stacks) {
    if (!stack.account) continue
    const { account } = await ports.caller(assemblyOf(run(), stack.name).region, signal)
    ports.secrets.add(account, '<account>')
    if (account !== stack.account) {
      throw new Failure(`Stack ${stack.name} belongs into another account than that of the credentials.`, {
        code: 'ACCOUNT_MISMATCH',
      })
    }
  }
}

/** The plan in one line. */
export function said({ kind, changes }: StackPlan): string {
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
