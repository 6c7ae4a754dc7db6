import type { Finding } from '../domain/finding.ts'
import type { Operation } from '../domain/stack.ts'
import { cancelOperation } from '../stack/cancel.ts'
import { executeStack } from '../stack/execute.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { type Stage, type StageContext, type StageOutcome, skipped } from './stage.ts'

/** Executes the planned change sets, in the order of the stacks' dependencies. The first failure ends it. */
export const deploy: Stage = {
  name: 'deploy',
  idle: () => undefined,
  async run(context) {
    const { config } = context
    const changing = config.stacks.filter((stack) => planOf(context.run(), stack.name).kind !== 'none')
    if (changing.length === 0) return skipped('nothing to change')
    for (const { name } of changing) {
      const failure = await one(context, name)
      if (failure) return failure
    }
    return { phase: 'successful', reason: `${changing.map((s) => s.name).join(', ')} deployed` }
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
