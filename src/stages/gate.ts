import type { GateResult } from '../domain/gate.ts'
import { good } from '../domain/phase.ts'
import { broken } from '../domain/run.ts'
import { gateOf } from '../gates/index.ts'
import { recordApprovals } from './approvals.ts'
import { gatesElsewhere } from './default-branch.ts'
import { type Asked, isGated, type Judged, judgeAll, merged, outcomeOf, ownGates } from './gates.ts'
import { sinceLast } from './since.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'

const by =
  (kind: 'here' | 'there' | 'build' | 'approval') =>
  ({ gate }: Asked) =>
    gateOf(gate.kind).by === kind

/** Judges whether the deployment may be planned at all: first what is known here, then what GitHub and AWS know. */
export const gate: Stage = {
  name: 'gate',
  idle: () => undefined,
  async run(context) {
    const own = ownGates(context.config)
    const here = await judgeAll(context, own.filter(by('here')), 'gate')
    await context.judged(here.results)
    const first = outcomeOf(here)
    // Nobody is asked anything for a run that cannot go on.
    if (first.code) return first
    const elsewhere = await compared(context)
    const approvals = context.run().stages.includes('deploy')
    const rest = [...own.filter((one) => !by('here')(one)), ...elsewhere.gates].filter(
      (one) => !by('build')(one) && (approvals || !by('approval')(one)),
    )
    const there = await judgeAll(context, rest, 'gate')
    const all = {
      results: [...here.results, ...elsewhere.results, ...there.results],
      findings: [...here.findings, ...there.findings],
    }
    await context.judged(all.results, there.approvals)
    const since = await sinceLast(context)
    tellRate(context)
    return { ...outcomeOf(all), ...(since ? { adds: { since } } : {}) }
  },
}

/** What the default branch asks for; nothing where no environment is named, since nothing protects that. */
async function compared(
  context: StageContext,
): Promise<{ readonly gates: readonly Asked[]; readonly results: Judged['results'] }> {
  if (context.run().environment === undefined) return { gates: [], results: [] }
  const { gates, result } = await gatesElsewhere(context)
  context.ports.runner.info(`gate ${result.name}: ${result.phase} – ${result.reason}`)
  return { gates, results: [result] }
}

function tellRate({ ports, github }: StageContext): void {
  const rate = github?.rate()
  if (rate) ports.runner.info(`GitHub: ${rate.remaining} of ${rate.limit} calls are left in this hour`)
}

/** What the gates that need what was built mean for planning; with a code where it ends here. */
export const gatesOfBuild = (context: StageContext): Promise<StageOutcome> => again(context, by('build'), 'plan')

/** The stage, once the gates that can change are passed again, right before anything is executed. */
export const afterApproval = (stage: Stage): Stage => ({
  ...stage,
  async run(context) {
    const { gates = [] } = context.run()
    // Whoever planned without a gate that is asked for has not passed it.
    const open = (one: Asked) => !gates.some((result) => isOf(one, result) && (good(result.phase) || result.counted === false))
    const judged = await again(context, (one) => gateOf(one.gate.kind).volatile || by('approval')(one) || open(one), 'deploy')
    if (judged.code) return judged
    if (!broken(context.run())) await recordApprovals(context)
    const outcome = await stage.run(context)
    return { ...outcome, findings: [...(judged.findings ?? []), ...(outcome.findings ?? [])] }
  },
})

const isOf = ({ gate: { name }, of }: Asked, result: GateResult): boolean => result.name === name && result.of === of

const NONE: StageOutcome = { phase: 'successful', reason: 'there are no gates to judge' }

/** Judges some of the gates; where they are not passed, the outcome has a code. */
async function again(context: StageContext, wanted: (one: Asked) => boolean, stage: 'plan' | 'deploy'): Promise<StageOutcome> {
  const run = context.run()
  const own = ownGates(context.config)
  if (broken(run) || !isGated(context.config, context.ports.runner.input('github-token'))) return NONE
  // Dropping one of these is told by the stage before.
  if (stage === 'plan' && !own.some(wanted)) return NONE
  const elsewhere = await compared(context)
  const judged = await judgeAll(context, [...own, ...elsewhere.gates].filter(wanted), stage)
  const results = [...elsewhere.results, ...judged.results]
  if (results.length === 0) return NONE
  await context.judged(merged(run.gates ?? [], results), judged.approvals)
  const outcome = outcomeOf({ ...judged, results })
  return outcome.code ? { ...outcome, reason: `${outcome.reason}. Nothing was executed.` } : outcome
}
