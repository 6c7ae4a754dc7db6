import { failedBy } from '../domain/failed.ts'
import type { Finding } from '../domain/finding.ts'
import { broken } from '../domain/run.ts'
import type { Assembly } from '../domain/stack.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { discard } from '../stack/change-set.ts'
import type { Planned } from '../stack/plan.ts'
import { configuredPlaces, demandAccounts } from './accounts.ts'
import { assembliesIn, assemblyOf, planOf } from './assembly.ts'
import { blockedBy } from './blocked.ts'
import { gatesOfBuild } from './gate.ts'
import { deferredPlan, pending, withInputs } from './inputs.ts'
import { keepAssembly } from './kept.ts'
import { makePlan } from './making.ts'
import { eachInOrder } from './order.ts'
import { publish } from './publish.ts'
import { beginning } from './rest.ts'
import { said, show } from './said.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'
import { demandCleanTemplates } from './template-secrets.ts'

/** Publishes what was synthesized, and makes a change set for every stack. Executes nothing. */
export const plan: Stage = {
  name: 'plan',
  idle: (run) => (broken(run) ? 'what comes before it did not end well' : undefined),
  async run(context) {
    await demandAccounts(context, await configuredPlaces(context))
    const findings = [...(await publish(context))]
    const assemblies = assembliesIn(context.run())
    await demandAccounts(context, assemblies)
    const gates = await gatesOfBuild(context)
    findings.push(...(gates.findings ?? []))
    if (gates.code) return { ...gates, findings }
    const answers = new Map<string, Answer>()
    await eachInOrder(assemblies, { stop: false }, async (stack) => {
      const answer = await one(context, stack)
      answers.set(stack, answer)
      return answer.failure === undefined
    })
    const told = assemblies.flatMap(({ stack }) => answers.get(stack) ?? [])
    findings.push(...told.flatMap((answer) => answer.findings))
    const failed = told.find(({ failure }) => failure !== undefined)
    if (failed?.failure) {
      await withdrawn(context)
      return afterMending(failed.failure, findings)
    }
    const blocked = assemblies.filter(({ stack }) => answers.get(stack)?.blocked).map(({ stack }) => stack)
    if (blocked.length > 0) {
      await withdrawn(context)
      return blockedBy(blocked, findings)
    }
    const lines = assemblies.map(({ stack }) => `${stack}: ${said(planOf(context.run(), stack))}`)
    return { phase: 'successful', reason: lines.join('; '), findings }
  },
}

interface Answer {
  readonly findings: readonly Finding[]
  readonly blocked?: boolean
  readonly failure?: Failure
}

/** Plans one stack. What went wrong is a value: the others are planned all the same, but for those that depend on it. */
async function one(context: StageContext, stack: string): Promise<Answer> {
  const told: Finding[] = []
  const asked = await attempt(() => planned(context, assemblyOf(context.run(), stack), told))
  context.signal.throwIfAborted()
  if ('failure' in asked) return { findings: told, failure: asked.failure }
  const { findings, blocked } = asked.value
  return { findings: [...told, ...findings], blocked }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html
const NO_EXPORT = /No export named (.+?) found/

type Judged = Pick<Planned, 'findings' | 'blocked'>

async function planned(context: StageContext, made: Assembly, told: Finding[]): Promise<Judged> {
  await demandCleanTemplates(context, made, (finding) => told.push(finding))
  const ready = await withInputs(context, made)
  if ('deferred' in ready) return deferred(context, made, ready.deferred)
  const asked = await attempt(() => makePlan(context, ready.assembly, told))
  if ('value' in asked) return ready.assembly.rest ? beginning(context, ready.assembly, asked.value) : asked.value
  const { failure } = asked
  // What a stack before it exports once it is deployed, CloudFormation cannot find yet.
  const [, name] = NO_EXPORT.exec(failure.message) ?? []
  const before = made.dependsOn.filter((one) => pending(context.run(), one))
  if (name === undefined || before.length === 0) throw failure
  return deferred(context, made, `it imports ${name}, which is not exported before ${before.join(' and ')} is deployed`)
}

/** A stack that can only be planned when its turn comes: it waits, or it blocks, as the configuration says. */
async function deferred(context: StageContext, assembly: Assembly, why: string): Promise<Judged> {
  const { stack } = assembly
  const plan = deferredPlan(assembly, why)
  const kept = await keepAssembly(context, assembly, true)
  await context.changed({ [stack]: { plan, ...(kept ? { kept } : {}) } })
  show(context, stack, plan)
  const blocked = context.config.deferred === 'refuse'
  const finding: Finding = {
    severity: 'medium',
    title: `${stack} can only be planned when its turn comes`,
    cause: why,
    impact: 'Nobody can see beforehand what becomes of its resources. What would lose data stops the deployment then, half-way.',
    fix: `Deploy ${assembly.dependsOn.join(', ')} first, with the input \`stacks\`, or set \`deferred: allow\` in the environment.`,
    where: stack,
    ...(blocked ? { code: 'PLAN_BLOCKED' as const } : {}),
  }
  return { findings: [finding], blocked }
}

/** Nothing of a plan may run of which one stack is blocked or could not be planned, so no change set of it is left. */
export async function withdrawn(context: StageContext): Promise<void> {
  for (const [stack, { assembly, plan: made }] of Object.entries(context.run().stacks)) {
    if (!assembly || !made || made.joins) continue
    const { changeSet, ...rest } = made
    if (changeSet) await discard(context.core(assembly), stack, changeSet)
    // Nor may one be made with what comes after approval.
    const parameters = made.parameters.map(({ late: _never, ...known }) => known)
    await context.changed({ [stack]: { plan: { ...rest, parameters } } })
  }
}

/** A plan that failed after a stack was mended must not hide that. */
function afterMending(failure: Failure, mended: readonly Finding[]): StageOutcome {
  const outcome = failedBy(failure)
  return { ...outcome, findings: [...outcome.findings, ...mended] }
}
