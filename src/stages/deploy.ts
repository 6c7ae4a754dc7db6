import { failedBy } from '../domain/failed.ts'
import { atDeploy } from '../domain/hook.ts'
import { broken } from '../domain/run.ts'
import { mayChange } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import { asksProtection, protect } from '../stack/protect.ts'
import { demandPlanned } from './accounts.ts'
import { around } from './around.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { leaveStacks } from './cancelled.ts'
import { commanding } from './commanded.ts'
import { completed } from './complete.ts'
import { concluded, leftUndone } from './conclude.ts'
import { executed } from './executed.ts'
import { hooksAt } from './hooked.ts'
import { runHooks } from './hooks.ts'
import { type Ending, eachInOrder } from './order.ts'
import { writeOutputsFiles } from './outputs-file.ts'
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
    const concerned = Object.keys(run.stacks).filter(
      (name) => planned.includes(name) || asksProtection(assemblyOf(run, name)) || isHooked(context, name),
    )
    const hooked = run.hooks?.some(atDeploy) === true
    if (concerned.length === 0 && !hooked) return skipped('nothing to change')
    if (!run.stages.includes('plan')) {
      await demandPlanned(context)
      const refused = await completed(context, planned)
      if (refused) return refused
    }
    const before = await runHooks(context, 'before-deploy')
    if ('failed' in before) return { ...before.failed, reason: `${before.failed.reason} No stack was touched.` }
    const said = [...before.findings]
    const changing = planned.filter((name) => planOf(context.run(), name).kind !== 'none')
    const outcomes = new Map<string, StageOutcome>()
    const command = commanding(context)
    const surrounded = around(
      context,
      concerned,
      ['before-deploy', 'after-deploy'],
      said,
    )((stack) => deployed(context, stack, command))
    const endings = await eachInOrder(
      concerned.map((name) => assemblyOf(run, name)),
      { stop: true },
      async (stack) => {
        const failure = await surrounded(stack)
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
    if (changing.length === 0 && !hooked) return skipped('nothing to change')
    // A command may have left its stacks alone.
    const changed = changing.filter((name) => planOf(context.run(), name).kind !== 'none')
    const { findings, failures } = await concluded(context, 'afterDeploy', changed)
    const what = changed.length > 0 ? `${changed.join(', ')} deployed` : 'no stack was changed'
    const all = [...said, ...findings]
    if (failures[0]) {
      const outcome = failedBy(failures[0])
      const told = [...all, ...outcome.findings, ...leftUndone(failures.slice(1))]
      return { ...outcome, reason: `${what}, and what its tool does afterwards was not: ${outcome.reason}`, findings: told }
    }
    // Hooks may read them.
    if (hooked) await writeOutputsFiles(context)
    const after = await runHooks(context, 'after-deploy')
    if ('failed' in after) return { ...after.failed, findings: [...all, ...(after.failed.findings ?? [])] }
    return { phase: 'successful', reason: hooked ? `${what}, with its hooks` : what, findings: [...all, ...after.findings] }
  },
  cancelled: leaveStacks,
}

/** Whether hooks of its own stand around a stack: they run whether or not it changes, as those of the deployment do. */
const isHooked = ({ config, run }: StageContext, stack: string): boolean => {
  const { system } = assemblyOf(run(), stack)
  return (['before-deploy', 'after-deploy'] as const).some((when) => hooksAt(config, when, system).length > 0)
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
async function deployed(
  context: StageContext,
  stack: string,
  command: ReturnType<typeof commanding>,
): Promise<StageOutcome | undefined> {
  const change = () => (planOf(context.run(), stack).kind === 'command' ? command(stack) : one(context, stack))
  const done = await attempt(async () => (await change()) ?? (await unprotected(context, stack)))
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
