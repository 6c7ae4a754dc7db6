import type { Finding } from '../domain/finding.ts'
import { type Assembly, lateIn, type StackPlan } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import type { Difference } from '../stack/beyond.ts'
import { discard } from '../stack/change-set.ts'
import { completePlan } from '../stack/complete.ts'
import { demandNoSecrets } from '../stack/template-secrets.ts'
import { assemblyOf, planOf, templateOf } from './assembly.ts'
import { parametersOf } from './parameters.ts'
import type { StageContext, StageOutcome } from './stage.ts'

/**
 * Makes the change sets again that were planned without a secret, all of them before anything is executed. Answers only when one
 * of them may not run.
 */
export async function completed(context: StageContext, stacks: readonly string[]): Promise<StageOutcome | undefined> {
  const waiting = stacks.filter((name) => lateIn(planOf(context.run(), name)).length > 0)
  const made: string[] = []
  for (const name of waiting) {
    const approved = planOf(context.run(), name)
    const assembly = await withSecrets(context, assemblyOf(context.run(), name), approved)
    const late = lateIn(approved).join(', ')
    context.ports.runner.info(`${name}: ${late} came after approval; making the change set again`)
    const again = await attempt(() => {
      const core = context.core(assembly)
      // Only now it is known what the secret is.
      demandNoSecrets(core, assembly, { body: assembly.template.body, file: assembly.template.path, path: [] }, () => undefined)
      return completePlan(core, assembly, approved, context.run().identity)
    })
    context.signal.throwIfAborted()
    const differences = 'value' in again ? again.value.differences : []
    if ('failure' in again || differences.length > 0) await withdraw(context, made)
    if ('failure' in again) throw again.failure
    if (differences.length > 0) return different(context, name, late, differences)
    await context.changed({ [name]: { plan: again.value.plan, assembly } })
    made.push(name)
  }
  return undefined
}

/** The stack with its template, and with the values that no file keeps: those of its secret parameters. */
export async function withSecrets(context: StageContext, kept: Assembly, approved: StackPlan): Promise<Assembly> {
  const { system, stack, parameters, secretParameters, lateParameters = [], ...rest } = kept
  const entry = context.config.stacks.find(({ name }) => name === system)
  const given = entry ? (await parametersOf(entry, context)).parameters : {}
  const read = await attempt(() => templateOf(context, stack, approved.changeSet))
  context.signal.throwIfAborted()
  // A change set that is gone is told where it is looked at: its execution, or its rejection, took it away.
  if ('failure' in read && read.failure.code !== 'AWS_REFUSED') throw read.failure
  const body = 'value' in read ? read.value : ''
  const named = new Set([...secretParameters, ...lateParameters, ...lateIn(approved)])
  const hidden = Object.entries(given).filter(([name]) => named.has(name) && kept.open[name] === undefined)
  return {
    ...rest,
    ...{ system, stack, secretParameters: [...named] },
    template: { ...kept.template, body },
    parameters: { ...parameters, ...Object.fromEntries(hidden) },
  }
}

/** Nothing runs where one may not run, so no other change set is left that was made here. */
async function withdraw(context: StageContext, stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) {
    const { changeSet, joins } = planOf(context.run(), stack)
    if (changeSet && !joins) await discard(context.core(assemblyOf(context.run(), stack)), stack, changeSet)
  }
}

function different(context: StageContext, stack: string, late: string, differences: readonly Difference[]): StageOutcome {
  const evidence = tableOf(differences)
  for (const line of evidence) context.ports.runner.info(`  ${line}`)
  const count = `${differences.length} ${differences.length === 1 ? 'resource' : 'resources'}`
  const title = `With ${late} the change set of ${stack} differs from the approved one in ${count}`
  const finding: Finding = {
    severity: 'high',
    code: 'PLAN_DIFFERS',
    title,
    cause: `The plan was made before the value of ${late} was there. With it something else would be done than was approved, and not only in place to what uses it.`,
    impact: 'Nothing was executed. The change set with the value was deleted; the approved one is left.',
    evidence,
    where: stack,
  }
  return { phase: 'failed', code: 'PLAN_DIFFERS', reason: `${title}. Nothing was executed`, findings: [finding] }
}

/** What was approved beside what would be done, in columns. */
function tableOf(differences: readonly Difference[]): readonly string[] {
  const rows = [
    ['resource', 'approved', 'now'],
    ...differences.map(({ where, approved, now }) => [where, approved ?? '-', now ?? '-']),
  ]
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(width(column)))
      .join('  ')
      .trimEnd(),
  )
}
