import type { Finding } from '../domain/finding.ts'
import { good } from '../domain/phase.ts'
import type { Run } from '../domain/run.ts'
import { mayChange, type Operation, type StackRun } from '../domain/stack.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { followed, leftBy } from '../stack/left.ts'
import { configuredPlaces, demandAccounts } from './accounts.ts'
import { assembliesIn, whereOf } from './assembly.ts'
import type { StageContext } from './stage.ts'

const OPEN: readonly unknown[] = ['running', 'unknown']

/** Whether the job that is reported on may have left something that nobody has seen the end of. */
export const unseen = ({ job, results, stacks }: Run): boolean => {
  if (job === undefined || job.began === false || results.every(({ phase, counted }) => counted === false || good(phase)))
    return false
  return !job.told || Object.values(stacks).some(({ operation }) => OPEN.includes(operation?.state))
}

/** Looks at the stacks as they are now, with the rights of a plan. What cannot be seen is not known, and told. */
export async function look(context: StageContext): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const [stack, known] of Object.entries(context.run().stacks)) {
    if (!wanted(context.run(), known)) continue
    const seen = await attempt(() => seenNow(context, stack, known))
    context.signal.throwIfAborted()
    const found = 'value' in seen ? seen.value : { operation: known.operation ?? UNSEEN }
    await context.changed({ [stack]: found })
    if ('failure' in seen) findings.push(blind(stack, seen.failure))
  }
  return findings
}

const UNSEEN: Operation = { token: '', kind: 'update', state: 'unknown', status: 'not seen', events: 0 }

/** An operation is written down before it is sent, so a record without one says that nothing was. */
function wanted({ job }: Run, { plan, operation }: StackRun): boolean {
  if (operation) return OPEN.includes(operation.state)
  return job?.told !== true && (plan === undefined || mayChange(plan))
}

async function seenNow(context: StageContext, stack: string, { plan, operation }: StackRun): Promise<Partial<StackRun>> {
  await demandAccounts(context, [...(await configuredPlaces(context)), ...assembliesIn(context.run())])
  const core = context.core(await whereOf(context, stack))
  const found = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(stack, core.signal))
  const { since } = context.run().job ?? {}
  const left = operation
    ? followed(found, operation, plan)
    : leftBy(found, { ...(plan ? { plan } : {}), ...(since === undefined ? {} : { since }) })
  context.ports.runner.info(`${stack} as it is now: ${found?.status ?? 'there is no such stack'}`)
  return { ...(left ? { operation: left } : {}), ...(found ? { status: found.status, outputs: found.outputs } : {}) }
}

const blind = (stack: string, { code, message, fix }: Failure): Finding => ({
  severity: 'high',
  code,
  title: `What became of ${stack} could not be seen`,
  cause: message,
  impact: 'Nobody knows what runs now.',
  fix,
  where: stack,
})
