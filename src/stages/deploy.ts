import { failedBy } from '../domain/failed.ts'
import { broken } from '../domain/run.ts'
import { mayChange, type Operation } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import { cancelOperation } from '../stack/cancel.ts'
import { executeStack } from '../stack/execute.ts'
import { asksProtection, protect } from '../stack/protect.ts'
import { outline } from '../stack/template.ts'
import { demandPlanned } from './accounts.ts'
import { demandSame } from './artifacts.ts'
import { assemblyOf, planOf, templateOf } from './assembly.ts'
import { completed } from './complete.ts'
import { withFunctionLog } from './custom-resource.ts'
import { keepDeployed } from './deployed.ts'
import { failedOperation } from './failed.ts'
import { type Ending, eachInOrder } from './order.ts'
import { type Stage, type StageContext, type StageOutcome, skipped } from './stage.ts'
import { atTurn } from './turn.ts'

/** Executes the planned change sets, side by side where they do not depend on each other. After the first failure nothing new begins. */
export const deploy: Stage = {
  name: 'deploy',
  idle: (run) => (broken(run) ? 'what comes before it did not end well' : undefined),
  async run(context) {
    const run = context.run()
    const planned = Object.keys(run.stacks).filter((name) => mayChange(planOf(run, name)))
    const concerned = Object.keys(run.stacks).filter((name) => planned.includes(name) || asksProtection(assemblyOf(run, name)))
    if (concerned.length === 0) return skipped('nothing to change')
    if (!run.stages.includes('plan')) {
      await demandPlanned(context)
      const refused = await completed(context, planned)
      if (refused) return refused
    }
    const changing = planned.filter((name) => planOf(context.run(), name).kind !== 'none')
    const outcomes = new Map<string, StageOutcome>()
    const endings = await eachInOrder(
      concerned.map((name) => assemblyOf(run, name)),
      { stop: true },
      async (stack) => {
        const failure = await deployed(context, stack)
        if (failure) outcomes.set(stack, failure)
        return !failure
      },
    )
    const ended = (how: Ending) => concerned.filter((name) => endings.get(name) === how)
    const [first, ...more] = [...outcomes.values()]
    if (first) {
      const reason = [first.reason, ...more.map((other) => other.reason)].join('; ')
      const findings = [first, ...more].flatMap((other) => other.findings ?? [])
      return { ...first, findings, reason: `${reason}${others(ended('well'), ended('left'))}` }
    }
    if (changing.length === 0) return skipped('nothing to change')
    return { phase: 'successful', reason: `${changing.join(', ')} deployed` }
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
        return { stack, ...(await cancelOperation(context.core(assembly), asked)) }
      }),
    )
    const known = left.flatMap((one) => one ?? [])
    await context.changed(Object.fromEntries(known.map(({ stack, operation }) => [stack, { operation }])))
    return known.map(({ said }) => said).join('; ') || 'nothing was under way'
  },
}

/** What became of the stacks before and behind the one that failed. */
function others(done: readonly string[], left: readonly string[]): string {
  const said = [
    done.length > 0 ? ` Done before: ${done.join(', ')}.` : '',
    left.length > 0 ? ` Not begun: ${left.join(', ')}.` : '',
  ]
  return done.length + left.length > 0 ? `.${said.join('')}` : ''
}

/** Deploys and protects one stack. Answers only when that did not end well. */
async function deployed(context: StageContext, stack: string): Promise<StageOutcome | undefined> {
  const done = await attempt(async () => (await one(context, stack)) ?? (await unprotected(context, stack)))
  if ('value' in done) return done.value
  context.signal.throwIfAborted()
  return failedBy(done.failure)
}

/** Deploys one stack, if it changes. Answers only when it did not end well. */
async function one(context: StageContext, stack: string): Promise<StageOutcome | undefined> {
  if (planOf(context.run(), stack).kind === 'none') return undefined
  const turn = await atTurn(context, stack)
  if ('outcome' in turn) return turn.outcome
  const { assembly, plan } = turn
  if (plan.kind === 'none') return undefined
  const moved = (operation: Operation | undefined) => context.changed({ [stack]: { operation } })
  const { operation, stack: found } = await executeStack(context.core(assembly), {
    assembly,
    plan,
    run: context.run().identity,
    moved,
    ready: () => demandSame(context, assembly),
  })
  await context.changed({
    [stack]: { operation, status: found?.status ?? operation.status, outputs: found?.outputs },
  })
  if (operation.state === 'succeeded') {
    await keepDeployed(context, assembly, found)
    return undefined
  }
  const failed = await readable(context, { assembly, operation, stack: found?.id ?? stack })
  return withFunctionLog(context, failed, failedOperation(failed.assembly, failed.operation))
}

type Failed = Parameters<typeof withFunctionLog>[1]

/** What failed, with the template where another job had it: there the line of the root cause is, and what is behind it. */
async function readable(context: StageContext, failed: Failed): Promise<Failed> {
  const { assembly, operation } = failed
  if (assembly.template.body !== '') return failed
  const { changeSet } = planOf(context.run(), assembly.stack)
  const read = await attempt(() => templateOf(context, assembly.stack, changeSet))
  context.signal.throwIfAborted()
  if ('failure' in read) return failed
  const { rootCause } = operation
  const line = rootCause?.path.length === 1 ? outline(read.value).lines[rootCause.logicalId] : undefined
  return {
    ...failed,
    assembly: { ...assembly, template: { ...assembly.template, body: read.value } },
    operation: rootCause && line !== undefined ? { ...operation, rootCause: { ...rootCause, line } } : operation,
  }
}

/** Protects a stack that is as wanted. Answers only when that was refused. */
async function unprotected(context: StageContext, stack: string): Promise<StageOutcome | undefined> {
  const assembly = assemblyOf(context.run(), stack)
  const findings = await protect(context.core(assembly), assembly)
  const [first] = findings
  if (!first) return undefined
  const fix = first.fix ? { fix: first.fix } : {}
  return { phase: 'failed', code: 'PROTECTION_FAILED', reason: `${first.title} (${first.cause})`, findings, ...fix }
}
