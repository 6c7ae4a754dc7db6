import { failedBy } from '../domain/failed.ts'
import type { Finding } from '../domain/finding.ts'
import { good } from '../domain/phase.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { type Destinations, lookAtDestinations, writeDestinations } from './destinations.ts'
import { writeOutputsFiles } from './outputs-file.ts'
import { withdrawn } from './plan.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'

/** The stage, after which outputs are written where others read them: once the stacks are as wanted, or as they were before. */
export const tellingOutputs = (stage: Stage): Stage => ({
  ...stage,
  run: async (context) => told(context, await stage.run(context)),
})

/** That the outputs could not be told is not left unsaid. */
async function told(context: StageContext, outcome: StageOutcome): Promise<StageOutcome> {
  // What was put back is there, also where a check then says that it is ill.
  if (!good(outcome.phase) && outcome.code !== 'ROLLED_BACK') return outcome
  const file = await attempt(() => writeOutputsFiles(context))
  context.signal.throwIfAborted()
  const read = await attempt(() => writeDestinations(context))
  context.signal.throwIfAborted()
  const there = 'value' in read ? read.value : { results: [], failure: read.failure }
  return [file, there].reduce<StageOutcome>(
    (sofar, each) => ('failure' in each && each.failure ? failing(sofar, each.failure) : sofar),
    withResults(outcome, there),
  )
}

/** The plan, with what stands at each destination and would be changed there. */
export const lookingAhead = (plan: Stage): Stage => ({
  ...plan,
  run: async (context) => {
    const outcome = await plan.run(context)
    if (!good(outcome.phase)) return outcome
    const looked = await lookAtDestinations(context)
    const ahead = withResults(outcome, looked)
    if (!looked.failure) return ahead
    // The role of a plan need not read them; what would fail after the deployment for certain stops it now.
    if (looked.failure.code === 'ACCESS_DENIED')
      return { ...ahead, findings: [...(outcome.findings ?? []), unseen(looked.failure)] }
    await withdrawn(context)
    return failing(ahead, looked.failure)
  },
})

const withResults = (outcome: StageOutcome, { results }: Destinations): StageOutcome =>
  results.length === 0 ? outcome : { ...outcome, adds: { ...outcome.adds, destinations: results } }

function failing(outcome: StageOutcome, failure: Failure): StageOutcome {
  const { reason, ...rest } = failedBy(failure)
  return {
    ...outcome,
    ...rest,
    reason: `${outcome.reason}. ${reason}`,
    findings: [...(outcome.findings ?? []), ...rest.findings],
  }
}

const unseen = ({ message, fix }: Failure): Finding => ({
  severity: 'low',
  title: 'What outputs would change elsewhere could not be looked at',
  cause: message,
  fix,
})
