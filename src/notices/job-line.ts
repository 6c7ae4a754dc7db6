import type { RunRecord } from '../domain/record.ts'
import { goesBack, type State, stateOfAll } from './safety.ts'
import { words } from './words.ts'

type Result = RunRecord['stages'][number]

/** Codes that tell why a job said nothing itself. */
const SILENT: readonly unknown[] = [
  ...['JOB_FAILED', 'JOB_TIMED_OUT', 'JOB_UNFINISHED', 'JOB_UNKNOWN'],
  ...['MACHINE_LOST', 'RECORD_LOST', 'RUN_NOT_STARTED'],
]

const LEFT: Readonly<Record<State, string>> = {
  untouched: 'nothing was changed',
  new: 'the new version is deployed and was not checked',
  old: 'CloudFormation put the old version back',
  removed: 'CloudFormation took the new stack away again',
  gone: 'the stack is not there any more',
  partial: 'the change stopped half-way',
  running: 'AWS still works on it',
  unknown: 'what runs now is not known',
  broken: 'the way back failed too, and what runs now is not known',
}

/** The first line on a job that did not say itself how it ended: why, and what runs now. Nothing of one that did. */
export function ofSilentJob(record: RunRecord, last: Result | undefined): string | undefined {
  const { job, verdict } = record
  if (!job || !last) return undefined
  const cancelled = last.code === 'CANCELLED' && !job.told
  if (!cancelled && !SILENT.includes(last.code) && last.stage !== 'report') return undefined
  const state = stateOfAll(record)
  return `${iconOf(state, verdict, cancelled)} ${words(last.reason.replace(/\.$/, ''), 300)}; ${left(record, state)}`
}

/** The first line on a run that somebody stopped while it changed something. */
export const ofCancelled = (record: RunRecord, state: State): string =>
  `${iconOf(state, record.verdict, true)} cancelled in the middle; ${left(record, state)}`

const left = (record: RunRecord, state: State): string =>
  state === 'running' && goesBack(record) ? 'CloudFormation is putting the old version back' : LEFT[state]

function iconOf(state: State, verdict: RunRecord['verdict'], cancelled: boolean): string {
  if (state === 'broken') return '🔥'
  if (state === 'untouched') return cancelled ? '🛑' : verdict === 'failed' ? '❌' : '❓'
  return state === 'old' || state === 'removed' || state === 'gone' ? '❌' : '❓'
}

/** The first line on a plan that nobody executed, where it is known why. */
export function ofUnexecuted({ stages, stacks, reasonCode }: RunRecord): string | undefined {
  const why = stages.find(({ code }) => code === 'REJECTED')
  if (reasonCode !== 'REJECTED' || !why) return undefined
  return `🗑️ ${words(why.reason, 300)}; ${stacks.some(({ rejected }) => rejected) ? 'the plan is withdrawn' : 'nothing was changed'}`
}
