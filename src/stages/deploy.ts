import type { Finding } from '../domain/finding.ts'
import { broken } from '../domain/run.ts'
import type { Operation } from '../domain/stack.ts'
import { cancelOperation } from '../stack/cancel.ts'
import { wasCancelled } from '../stack/cause.ts'
import { executeStack } from '../stack/execute.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { type Stage, type StageContext, type StageOutcome, skipped } from './stage.ts'

/** Executes the planned change sets, in the order of the stacks' dependencies. The first failure ends it. */
export const deploy: Stage = {
  name: 'deploy',
  idle: (run) => (broken(run) ? 'the plan did not end well' : undefined),
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
    [stack]: { operation, status: found?.status ?? operation.status, outputs: found?.outputs },
  })
  return operation.state === 'succeeded' ? undefined : failed(stack, assembly.template.path, operation)
}

function failed(stack: string, template: string, { rootCause, status }: Operation): StageOutcome {
  const where = rootCause && [...rootCause.path, rootCause.logicalId].join('/')
  const title = rootCause ? `${where} (${rootCause.type}): ${rootCause.reason}` : `${stack} ended as ${status}`
  const code = rootCause && wasCancelled(rootCause) ? 'DEPLOY_CANCELLED' : 'DEPLOY_FAILED'
  const finding: Finding = {
    severity: 'critical',
    code,
    title,
    impact: impactOf(status),
    evidence: rootCause ? [`${rootCause.status} ${where}: ${rootCause.reason}`, `${stack}: ${status}`] : [`${stack}: ${status}`],
    where: rootCause?.line ? `${template}:${rootCause.line}` : (where ?? stack),
  }
  return { phase: 'failed', code, reason: `${stack}: ${title}`, findings: [finding] }
}

const impactOf = (status: string): string =>
  status === 'UPDATE_ROLLBACK_COMPLETE'
    ? 'CloudFormation put the old version back.'
    : status === 'ROLLBACK_COMPLETE'
      ? 'The stack was never there before; what had been made was taken away again.'
      : `The stack is ${status}; look at it before you deploy again.`
