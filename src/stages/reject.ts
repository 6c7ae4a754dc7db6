import type { Finding } from '../domain/finding.ts'
import type { Run } from '../domain/run.ts'
import type { StackPlan } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import { type Withdrawn, withdraw } from '../stack/withdraw.ts'
import { configuredPlaces, demandAccounts } from './accounts.ts'
import { assemblyOf } from './assembly.ts'
import type { StageContext } from './stage.ts'

/** Whether a plan is only reported on, by a job that gets its record and executes nothing of it: nobody approved it. */
export const isRejected = ({ stages, earlier, job, results }: Run): boolean =>
  job
    ? results.some(({ code }) => code === 'REJECTED')
    : stages.every((name) => name === 'report') && earlier?.reasonCode === 'PLANNED' && !earlier.stages.includes('deploy')

/** Takes the change sets of a rejected plan away. What cannot be done is told, and changes no verdict. */
export async function reject(context: StageContext): Promise<readonly Finding[]> {
  const planned = Object.entries(context.run().stacks).flatMap(([stack, { plan }]) =>
    plan?.changeSet && !plan.joins
      ? [{ stack, plan, changeSet: plan.changeSet, region: assemblyOf(context.run(), stack).region }]
      : [],
  )
  const findings: Finding[] = []
  for (const one of planned) {
    const done = await attempt(async () => {
      const assembly = assemblyOf(context.run(), one.stack)
      await demandAccounts(context, [...(await configuredPlaces(context)), assembly])
      return withdraw(context.core(assembly), one)
    })
    context.signal.throwIfAborted()
    const result = 'value' in done ? done.value : { left: done.failure.message, shell: false }
    if (result.left === undefined) await withdrawn(context, one)
    else await context.changed({ [one.stack]: { rejected: false } })
    findings.push(...told(one, result))
  }
  return findings
}

interface Planned {
  readonly stack: string
  readonly region: string
  readonly changeSet: string
  readonly plan: StackPlan
}

async function withdrawn(
  context: StageContext,
  { stack, changeSet, plan: { changeSet: _gone, ...plan } }: Planned,
): Promise<void> {
  context.ports.runner.info(`${stack}: the plan was not executed; its change set ${changeSet} is deleted`)
  await context.changed({ [stack]: { plan, rejected: true } })
}

function told({ stack, region, changeSet }: Planned, { left, shell }: Withdrawn): readonly Finding[] {
  const at = `--stack-name ${stack} --region ${region}`
  const look = { severity: 'low', where: stack, commands: [`aws cloudformation list-change-sets ${at}`] } as const
  if (left !== undefined) {
    const fix = `Look at it. Where it was not executed and nobody will: aws cloudformation delete-change-set ${at} --change-set-name ${changeSet}`
    return [{ ...look, title: `Change set ${changeSet} of ${stack} was left`, cause: left, fix }]
  }
  if (!shell) return []
  const fix = 'Nothing: it holds no resources, and the next plan uses it.'
  return [{ ...look, title: `${stack} was never created and stays as an empty shell (REVIEW_IN_PROGRESS)`, fix }]
}
