import { failedBy } from '../domain/failed.ts'
import { broken } from '../domain/run.ts'
import { mayChange } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import { cancelOperation } from '../stack/cancel.ts'
import { asksProtection, protect } from '../stack/protect.ts'
import { demandPlanned } from './accounts.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { completed } from './complete.ts'
import { concluded, leftUndone } from './conclude.ts'
import { executed } from './executed.ts'
import { type Ending, eachInOrder } from './order.ts'
import { restOf } from './rest.ts'
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
      const after = await concluded(
        context,
        'afterRollback',
        [...outcomes.keys()].filter((name) => isBack(context, name)),
      )
      const left = [...after.findings, ...leftUndone(after.failures)]
      const findings = [...[first, ...more].flatMap((other) => other.findings ?? []), ...left]
      return { ...first, findings, reason: `${reason}${others(ended('well'), ended('left'))}` }
    }
    if (changing.length === 0) return skipped('nothing to change')
    const { findings, failures } = await concluded(context, 'afterDeploy', changing)
    const reason = `${changing.join(', ')} deployed`
    if (!failures[0]) return { phase: 'successful', reason, findings }
    const outcome = failedBy(failures[0])
    const told = [...findings, ...outcome.findings, ...leftUndone(failures.slice(1))]
    return { ...outcome, reason: `${reason}, and what its tool does afterwards was not: ${outcome.reason}`, findings: told }
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

/** Whether CloudFormation itself put the version before back. */
const isBack = ({ run }: StageContext, stack: string): boolean => run().stacks[stack]?.status === 'UPDATE_ROLLBACK_COMPLETE'

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
  const failed = await executed(context, turn)
  if (failed || !turn.assembly.rest) return failed
  const rest = await restOf(context, turn.assembly)
  return 'outcome' in rest ? rest.outcome : executed(context, rest)
}

/** Protects a stack that is as wanted. Answers only when that was refused. */
async function unprotected(context: StageContext, stack: string): Promise<StageOutcome | undefined> {
  const assembly = assemblyOf(context.run(), stack)
  const findings = await protect(context.core(assembly), assembly, context.run().stacks[stack]?.protectedNow)
  const [first] = findings
  if (!first) return undefined
  const fix = first.fix ? { fix: first.fix } : {}
  return { phase: 'failed', code: 'PROTECTION_FAILED', reason: `${first.title} (${first.cause})`, findings, ...fix }
}
