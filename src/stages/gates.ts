import type { Config, GateConfig } from '../config/config.ts'
import type { Finding } from '../domain/finding.ts'
import type { Approval, GateResult } from '../domain/gate.ts'
import { good, worst } from '../domain/phase.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { type GateContext, gateOf, type Judgement } from '../gates/index.ts'
import type { GitHubReads } from '../ports/github.ts'
import { buildOf } from './builds.ts'
import { stacksIn, stacksOf } from './gated-stacks.ts'
import { readsBy } from './reads.ts'
import type { StageContext, StageOutcome } from './stage.ts'

/** A gate, and whose file asks for it. */
export interface Asked {
  readonly gate: GateConfig
  readonly of?: 'default-branch'
}

/** What was found of some gates. */
export interface Judged {
  readonly results: readonly GateResult[]
  readonly findings: readonly Finding[]
  /** Absent: not looked at. */
  readonly approvals?: readonly Approval[]
}

/** Judges gates side by side; it takes as long as the slowest. */
export async function judgeAll(context: StageContext, asked: readonly Asked[], stage: GateResult['stage']): Promise<Judged> {
  if (asked.length === 0) return { results: [], findings: [] }
  const around = await surroundings(context, stage)
  const judged = await Promise.all(asked.map((one) => judgedOne(context, around, one, stage)))
  const approvals = judged.find(({ judgement }) => judgement.approvals)?.judgement.approvals
  return {
    results: judged.map(({ result }) => result),
    findings: judged.flatMap(({ result, judgement }) => [...(judgement.findings ?? []), ...uncounted(result)]),
    ...(approvals ? { approvals } : {}),
  }
}

type Around = Omit<GateContext, 'limit' | 'say'>

async function surroundings(context: StageContext, stage: GateResult['stage']): Promise<Around> {
  const { ports, signal, core, caller } = context
  const { identity, environment } = context.run()
  return {
    ...{ ports, signal, identity, core, caller, github: reads(context) },
    stacks: await stacksOf(context, stage === 'plan'),
    stacksOf: (other) => stacksIn(context, other),
    build: buildOf(ports.runner),
    event: await ports.runner.event(),
    ...(environment === undefined ? {} : { environment }),
  }
}

/** Reads with the token of the step; each is refused where there is none. */
export function reads({ ports, signal, github }: StageContext): GitHubReads {
  if (github) return readsBy(github, ports, signal)
  const missing = (): Promise<never> =>
    Promise.reject(new Failure('This needs GitHub, and there is no token for it.', { code: 'GITHUB_TOKEN_MISSING' }))
  return { one: missing, all: missing }
}

async function judgedOne(context: StageContext, around: Around, { gate, of }: Asked, stage: GateResult['stage']) {
  const { clock, runner } = context.ports
  const begun = clock.now().getTime()
  const say = (line: string) => runner.info(`gate ${gate.name}: ${line}`)
  const asked = await attempt(() => gateOf(gate.kind).judge(gate.options, { ...around, limit: gate.limit, say }))
  context.signal.throwIfAborted()
  const judgement: Judgement = 'value' in asked ? asked.value : unjudged(asked.failure)
  const waived = judgement.phase === 'inconclusive' ? context.config.waive[gate.name] : undefined
  const result: GateResult = {
    ...{ name: gate.name, kind: gate.kind, phase: judgement.phase, reason: judgement.reason, stage },
    ...(good(judgement.phase) || (gate.onFail === 'block' && waived === undefined) ? {} : { counted: false }),
    ...(judgement.fix === undefined ? {} : { fix: judgement.fix }),
    ...(judgement.link === undefined ? {} : { link: judgement.link }),
    ...(waived === undefined ? {} : { waived }),
    ...(of === undefined ? {} : { of }),
    ms: clock.now().getTime() - begun,
  }
  say(`${result.phase} – ${result.reason}${waived === undefined ? '' : ` (waived: ${waived})`}`)
  return { result, judgement }
}

/** Whatever went wrong, it is not known whether the gate is passed. */
const unjudged = ({ message, fix }: Failure): Judgement => ({ phase: 'inconclusive', reason: message, fix })

const uncounted = ({ name, reason, fix, waived, counted, link }: GateResult): readonly Finding[] => {
  if (counted !== false) return []
  const more = { cause: reason, ...(fix === undefined ? {} : { fix }), ...(link === undefined ? {} : { where: link }) }
  return waived === undefined
    ? [{ severity: 'medium', title: `Gate ${name} is not passed, and only warns`, ...more }]
    : [{ severity: 'medium', title: `Gate ${name} could not be judged, and is waived: ${waived}`, ...more }]
}

/** What gates mean for the stage that judged them. */
export function outcomeOf({ results, findings }: Judged): StageOutcome {
  const counted = results.filter((result) => result.counted !== false)
  const phase = worst([...counted.map((result) => result.phase), 'successful'])
  const decisive = counted.find((result) => result.phase === phase)
  if (good(phase) || !decisive) return { phase, reason: `${counted.length} of ${results.length} gates are passed`, findings }
  const others = counted.filter((result) => !good(result.phase) && result !== decisive).map(({ name }) => name)
  const more = others.length > 0 ? `; also ${others.join(', ')}` : ''
  return {
    phase,
    code: phase === 'failed' ? 'GATE_FAILED' : 'GATE_UNKNOWN',
    reason: `${decisive.name}: ${decisive.reason}${more}`,
    ...(decisive.fix === undefined ? {} : { fix: decisive.fix }),
    findings,
  }
}

/** The gates as they are known after some of them were judged again. */
export const merged = (before: readonly GateResult[], now: readonly GateResult[]): readonly GateResult[] => {
  const keyOf = ({ name, of }: GateResult): string => JSON.stringify([name, of])
  const newest = new Map(now.map((result) => [keyOf(result), result]))
  const kept = before.map((result) => newest.get(keyOf(result)) ?? result)
  return [...kept, ...now.filter((result) => !before.some((other) => keyOf(other) === keyOf(result)))]
}

/** Whether gates are judged before planning: those of the file, or of the default branch's, which protects every environment. */
export const isGated = ({ gates, environment }: Config, token: string): boolean =>
  gates.length > 0 || (environment !== undefined && token !== '')

/** The gates of the file, in its order. */
export const ownGates = ({ gates }: Config): readonly Asked[] => gates.map((gate) => ({ gate }))
