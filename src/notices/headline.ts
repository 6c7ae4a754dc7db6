import { good } from '../domain/phase.ts'
import type { RunRecord } from '../domain/record.ts'
import { ofCancelled, ofSilentJob, ofUnexecuted } from './job-line.ts'
import { backOf, healthOf, mendedFirst, namingRun, type State, stateOfAll } from './safety.ts'
import { row } from './words.ts'

/** The result that made the verdict: the first of the worst. */
export const decisiveOf = (record: RunRecord): RunRecord['stages'][number] | undefined =>
  record.stages.find(({ counted, phase }) => counted !== false && phase === record.verdict)

/** Whether the run ended, and not well. */
export const failedRun = (record: RunRecord): boolean => record.verdict !== 'running' && !good(record.verdict)

/** What the run is about, as Markdown. */
export function subject({ stacks, environment }: RunRecord): string {
  const names = stacks.length ? row(stacks.map(({ name }) => name)) : 'Deployment'
  return environment === undefined ? names : `${names} on ${row([environment])}`
}

const DOING = {
  gate: 'judging the gates',
  synthesize: 'reading templates',
  plan: 'planning',
  deploy: 'deploying',
  verify: 'checking',
  logscan: 'reading logs',
  rollback: 'going back',
  report: 'reporting',
} as const

const ENDED = {
  NOTHING_TO_CHANGE: '✅ nothing to change',
  SYNTHESIZED: '📦 the templates are ready; nothing was planned',
  PLANNED: '📋 the plan is ready; nothing was executed',
  REJECTED: '🗑️ the plan was not executed and is withdrawn',
  ROLLED_BACK: '↩️ the version that was to come back runs already',
  SUPERSEDED: '⏭️ a newer run took its place in the queue; nothing was changed',
  SKIPPED: '⏭️ there was nothing to do',
} as const

const DEPLOYED = {
  well: '✅ the new version is deployed and what was checked is well',
  ill: '⚠️ the new version is deployed; what was found in it did not count',
  unsure: '⚠️ the new version is deployed; not all could be told of its health',
  unchecked: '✅ the new version is deployed; nothing was checked',
} as const

const VERIFIED = {
  well: '✅ what was checked is well; nothing was deployed',
  ill: '⚠️ nothing was deployed; what was found did not count',
  unsure: '⚠️ nothing was deployed; not all could be told of its health',
  unchecked: '✅ nothing was deployed and nothing was checked',
} as const

const BACK = {
  well: 'the old version is back and what was checked is well',
  ill: 'the old version is back and is not healthy either',
  unsure: 'the old version is back; whether it is healthy is not known',
  unchecked: 'the old version is back; it was not checked',
} as const

const FAILED: Readonly<Record<Exclude<State, 'new' | 'untouched'>, string>> = {
  old: '❌ the deployment failed and CloudFormation put the old version back',
  removed: '❌ the first deployment failed and CloudFormation took it away again',
  gone: '❌ the stack was deleted by somebody else, and nothing of it runs',
  partial: '❌ the deployment failed half-way and was not rolled back',
  running: '❓ the operation was still going on when this run ended; how it ends is not known',
  unknown: '❓ how the deployment ended is not known',
  broken: '🔥 the deployment failed and so did the way back; what runs now is not known',
}

/** One line: what happened, and whether production is safe. The first word is a picture. */
export function headline(record: RunRecord): string {
  const [, icon, said] = /^(\S+) ([\s\S]*)$/.exec(saying(record)) ?? []
  return `${icon} ${subject(record)}: ${said}`
}

function saying(record: RunRecord): string {
  if (record.verdict === 'running') return record.current ? `⏳ ${DOING[record.current]} …` : '⏳ starting …'
  const back = backOf(record)
  if (back) return `${failedRun(record) ? ailing(record) : '↩️ '}${namingRun(record, BACK[back])}`
  if (failedRun(record)) return failure(record)
  const { reasonCode } = record
  if (reasonCode === 'DEPLOYED') return DEPLOYED[healthOf(record)]
  if (reasonCode === 'VERIFIED') return VERIFIED[healthOf(record)]
  const ended =
    ofUnexecuted(record) ??
    (reasonCode && reasonCode in ENDED ? ENDED[reasonCode as keyof typeof ENDED] : '✅ the run ended well')
  return mendedFirst(record) ? `${ended}; a stuck stack was mended before` : ended
}

/** What was ill before going back. The version of a run that is gone back to may be ill itself. */
const ailing = ({ back, stages }: RunRecord): string => {
  if (back) return '❌ '
  const half = stages.some(({ stage, phase }) => stage === 'deploy' && phase === 'failed')
  return half ? '❌ the deployment failed half-way; ' : '❌ the new version was not healthy; '
}

function failure(record: RunRecord): string {
  const last = decisiveOf(record)
  const silent = ofSilentJob(record, last)
  if (silent) return silent
  const state = stateOfAll(record)
  if (state === 'new') return afterwards(record, last)
  if (last?.code === 'CANCELLED') return state === 'untouched' ? `🛑 cancelled; ${unchanged(record)}` : ofCancelled(record, state)
  if (state !== 'untouched') return FAILED[state]
  if (last?.code === 'GATE_FAILED') return `🚧 a gate is not passed; ${unchanged(record)}`
  if (last?.code === 'GATE_UNKNOWN') return `🚧 whether a gate is passed is not known; ${unchanged(record)}`
  const icon = record.verdict === 'failed' ? '❌' : '❓'
  if (last?.code === 'PLAN_STALE') return `${icon} the plan is stale; ${unchanged(record)}`
  return `${icon} ${last ? DOING[last.stage] : 'the run'} ${ENDING[record.verdict as keyof typeof ENDING]}; ${unchanged(record)}`
}

const unchanged = (record: RunRecord): string =>
  record.hooks?.some(({ startedAt }) => startedAt)
    ? 'hooks ran, no stack was changed'
    : mendedFirst(record)
      ? 'a stuck stack was mended before, nothing else was changed'
      : 'nothing was changed'

const ENDING = { failed: 'failed', inconclusive: 'came to no result', error: 'ended with an error' } as const

function afterwards(record: RunRecord, last: RunRecord['stages'][number] | undefined): string {
  const { stage, code } = last ?? {}
  if (record.reasonCode === 'ROLLBACK_FAILED') return '🔥 the new version is not healthy, and the old one could not be put back'
  const health = healthOf(record)
  if (health === 'ill') {
    return stage === 'logscan'
      ? '❌ the new version is deployed and its logs show errors'
      : '❌ the new version is deployed and is not healthy'
  }
  if (code === 'CANCELLED')
    return '❓ cancelled after the deployment; the new version runs, and whether it is healthy is not known'
  if (health === 'unsure') return '❓ the new version is deployed; whether it is healthy is not known'
  return `❓ the new version is deployed; ${stage ? DOING[stage] : 'something'} failed after that`
}
