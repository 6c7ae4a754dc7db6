import type { Operation } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import { executeStack } from '../stack/execute.ts'
import { outline } from '../stack/template.ts'
import { demandSame } from './artifacts.ts'
import { planOf, templateOf } from './assembly.ts'
import { withFunctionLog } from './custom-resource.ts'
import { keepDeployed } from './deployed.ts'
import { failedOperation } from './failed.ts'
import type { StageContext, StageOutcome } from './stage.ts'
import type { Planned } from './turn.ts'

/** Executes the plan of one stack. Answers only when that did not end well. */
export async function executed(context: StageContext, { assembly, plan }: Planned): Promise<StageOutcome | undefined> {
  const { stack } = assembly
  if (plan.kind === 'none') return undefined
  const moved = (operation: Operation | undefined) => context.changed({ [stack]: { operation } })
  const { operation, stack: found } = await executeStack(context.core(assembly), {
    assembly,
    plan,
    run: context.run().identity,
    justPlanned: context.run().stages.includes('plan'),
    moved,
    ready: () => demandSame(context, assembly),
  })
  await context.changed({
    [stack]: {
      ...{ operation, status: found?.status ?? operation.status, outputs: found?.outputs },
      protectedNow: found?.terminationProtection,
    },
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
  const line = rootCause?.path.length === 1 ? outline(read.value).line(rootCause.logicalId) : undefined
  return {
    ...failed,
    assembly: { ...assembly, template: { ...assembly.template, body: read.value } },
    operation: rootCause && line !== undefined ? { ...operation, rootCause: { ...rootCause, line } } : operation,
  }
}
