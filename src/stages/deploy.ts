import type { StackConfig } from '../config/config.ts'
import { broken, type Run } from '../domain/run.ts'
import { mayChange, type Operation } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { cancelOperation } from '../stack/cancel.ts'
import { executeStack } from '../stack/execute.ts'
import { asksProtection, protect } from '../stack/protect.ts'
import { demandAccounts } from './accounts.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { completed } from './complete.ts'
import { failedOperation } from './failed.ts'
import { type Stage, type StageContext, type StageOutcome, skipped } from './stage.ts'

/** Executes the planned change sets, in the order of the stacks' dependencies. The first failure ends it. */
export const deploy: Stage = {
  name: 'deploy',
  idle: (run) => (broken(run) ? 'what comes before it did not end well' : undefined),
  async run(context) {
    const { config } = context
    const planned = config.stacks.filter(({ name }) => mayChange(planOf(context.run(), name)))
    const concerned = config.stacks.filter(
      (stack) => planned.includes(stack) || asksProtection(assemblyOf(context.run(), stack.name)),
    )
    if (concerned.length === 0) return skipped('nothing to change')
    if (!context.run().stages.includes('plan')) {
      demandPlanned(context.run(), planned)
      await demandAccounts(context)
      const refused = await completed(context, planned)
      if (refused) return refused
    }
    const changing = planned.filter(({ name }) => planOf(context.run(), name).kind !== 'none')
    const names = concerned.map(({ name }) => name)
    for (const [index, name] of names.entries()) {
      const failure = (await one(context, name)) ?? (await unprotected(context, name))
      if (failure) return { ...failure, reason: `${failure.reason}${others(names.slice(0, index), names.slice(index + 1))}` }
    }
    if (changing.length === 0) return skipped('nothing to change')
    return { phase: 'successful', reason: `${changing.map(({ name }) => name).join(', ')} deployed` }
  },
  async cancelled(context) {
    const { config, run } = context
    const under = Object.entries(run().stacks).filter(
      ([, s]) => s.operation && ['running', 'unknown'].includes(s.operation.state),
    )
    const left = await Promise.all(
      under.map(async ([stack, { operation, assembly, plan }]) => {
        if (!operation || !assembly) return undefined
        const asked = { stack, changeSet: plan?.changeSet, operation, policy: config.onCancel }
        return { stack, ...(await cancelOperation(context.core(assembly.region), asked)) }
      }),
    )
    const known = left.flatMap((one) => one ?? [])
    await context.changed(Object.fromEntries(known.map(({ stack, operation }) => [stack, { operation }])))
    return known.map(({ said }) => said).join('; ') || 'nothing was under way'
  },
}

/** A job that executes the plan of another one must have the same templates and regions: what was looked at is what runs. */
function demandPlanned(run: Run, stacks: readonly StackConfig[]): void {
  for (const { name } of stacks) {
    const { region, template } = assemblyOf(run, name)
    const wanted = run.stacks[name]?.plannedFor
    const differs = wanted?.template !== template.sha256 ? 'template' : wanted.region !== region ? 'region' : undefined
    if (!differs) continue
    throw new Failure(`Stack ${name}: its ${differs} is not the one that was planned. Nothing was executed.`, {
      code: 'PLAN_STALE',
    })
  }
}

/** What became of the stacks before and behind the one that failed. */
function others(done: readonly string[], left: readonly string[]): string {
  const said = [
    done.length > 0 ? ` Done before: ${done.join(', ')}.` : '',
    left.length > 0 ? ` Not begun: ${left.join(', ')}.` : '',
  ]
  return done.length + left.length > 0 ? `.${said.join('')}` : ''
}

/** Deploys one stack, if it changes. Answers only when it did not end well. */
async function one(context: StageContext, stack: string): Promise<StageOutcome | undefined> {
  const assembly = assemblyOf(context.run(), stack)
  if (planOf(context.run(), stack).kind === 'none') return undefined
  const moved = (operation: Operation | undefined) => context.changed({ [stack]: { operation } })
  const { operation, stack: found } = await executeStack(context.core(assembly.region), {
    assembly,
    plan: planOf(context.run(), stack),
    run: context.run().identity,
    moved,
  })
  await context.changed({
    [stack]: { operation, status: found?.status ?? operation.status, outputs: found?.outputs },
  })
  return operation.state === 'succeeded' ? undefined : failedOperation(assembly, operation)
}

/** Protects a stack that is as wanted. Answers only when that was refused. */
async function unprotected(context: StageContext, stack: string): Promise<StageOutcome | undefined> {
  const assembly = assemblyOf(context.run(), stack)
  const findings = await protect(context.core(assembly.region), assembly)
  const [first] = findings
  if (!first) return undefined
  const fix = first.fix ? { fix: first.fix } : {}
  return { phase: 'failed', code: 'PROTECTION_FAILED', reason: `${first.title} (${first.cause})`, findings, ...fix }
}
