import { lateIn, type PropertyChange, type StackPlan } from '../domain/stack.ts'
import type { StageContext } from './stage.ts'

/** The plan in one line. */
export function said(plan: StackPlan): string {
  if (plan.joins) return 'the operation of an earlier attempt is under way and will be followed'
  const late = lateIn(plan)
  return [counted(plan), ...(late.length > 0 ? [`${late.join(', ')} set after approval`] : [])].join(', ')
}

function counted({ kind, why, changes }: StackPlan): string {
  if (kind === 'none') return why === undefined ? 'nothing to change' : `nothing to change: ${why}`
  if (kind === 'command') return why ?? 'the command decides what changes'
  if (kind === 'deferred') return 'planned when its turn comes'
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

/** The plan in the log. */
export function show({ ports: { runner } }: StageContext, stack: string, plan: StackPlan): void {
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
