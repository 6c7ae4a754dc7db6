import type { StackConfig } from '../config/config.ts'
import type { Finding } from '../domain/finding.ts'
import { broken, type Run } from '../domain/run.ts'
import type { Operation } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { cancelOperation } from '../stack/cancel.ts'
import { executeStack } from '../stack/execute.ts'
import { demandAccounts } from './accounts.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { type Stage, type StageContext, type StageOutcome, skipped } from './stage.ts'

/** Executes the planned change sets, in the order of the stacks' dependencies. The first failure ends it. */
export const deploy: Stage = {
  name: 'deploy',
  idle: (run) => (broken(run) ? 'what comes before it did not end well' : undefined),
  async run(context) {
    const { config } = context
    const changing = config.stacks.filter((stack) => planOf(context.run(), stack.name).kind !== 'none')
    if (changing.length === 0) return skipped('nothing to change')
    if (!context.run().stages.includes('plan')) {
      demandPlanned(context.run(), changing)
      await demandAccounts(context)
    }
    const names = changing.map(({ name }) => name)
    for (const [index, name] of names.entries()) {
      const failure = await one(context, name)
      if (failure) return { ...failure, reason: `${failure.reason}${others(names.slice(0, index), names.slice(index + 1))}` }
    }
    return { phase: 'successful', reason: `${names.join(', ')} deployed` }
  },
  async cancelled(context) {
    const { config, run, core, ports } = context
    const running = Object.entries(run().stacks).filter(
      ([, s]) => s.operation && ['running', 'unknown'].includes(s.operation.state),
    )
    const said = running.map(async ([stack, { operation, assembly }]) => {
      if (!operation || !assembly) return ''
      if (config.onCancel === 'continue') return `the ${operation.kind} of ${stack} goes on; a re-run of this run follows it`
      return cancelOperation({ ...core(assembly.region), signal: context.signal, clock: ports.clock }, stack, operation)
    })
    return (await Promise.all(said)).join('; ') || 'nothing was under way'
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

/** Deploys one stack. Answers only when it did not end well. */
async function one(context: StageContext, stack: string): Promise<StageOutcome | undefined> {
  const assembly = assemblyOf(context.run(), stack)
  const moved = (operation: Operation | undefined) => context.changed({ [stack]: { operation } })
  const { operation, stack: found } = await executeStack(context.core(assembly.region), {
    assembly,
    plan: planOf(context.run(), stack),
    run: context.run().identity,
    moved,
  })
  await context.changed({
    [stack]: { operation, status: found?.status ?? operation.status, ...(found ? { outputs: found.outputs } : {}) },
  })
  return operation.state === 'succeeded' ? undefined : failed(stack, assembly.template.path, operation)
}

function failed(stack: string, template: string, { rootCause, status }: Operation): StageOutcome {
  const where = rootCause && [...rootCause.path, rootCause.logicalId].join('/')
  const title = rootCause ? `${where} (${rootCause.type}): ${rootCause.reason}` : `${stack} ended as ${status}`
  const finding: Finding = {
    severity: 'critical',
    code: 'DEPLOY_FAILED',
    title,
    evidence: rootCause ? [`${rootCause.status} ${where}: ${rootCause.reason}`, `${stack}: ${status}`] : [`${stack}: ${status}`],
    where: rootCause?.line ? `${template}:${rootCause.line}` : (where ?? stack),
  }
  return { phase: 'failed', code: 'DEPLOY_FAILED', reason: `${stack}: ${title}`, findings: [finding] }
}
