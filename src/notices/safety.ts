import type { RunRecord, StackRecord } from '../domain/record.ts'

/** What is known of the system after the run, best first. */
const states = ['untouched', 'new', 'old', 'removed', 'partial', 'running', 'unknown', 'broken', 'gone'] as const

/** What runs now: what ran before, the new version, the old one put back, nothing, a mixture, or nobody knows; `gone` where somebody deleted it. */
export type State = (typeof states)[number]

/** What was seen of the new version: it is well, it is ill, it could not be told, or nobody looked. */
export type Health = 'well' | 'ill' | 'unsure' | 'unchecked'

/**
 * By the status in which a failed operation left the stack.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
const AFTER_FAILURE: Readonly<Record<string, State>> = {
  UPDATE_ROLLBACK_COMPLETE: 'old',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'old',
  IMPORT_ROLLBACK_COMPLETE: 'old',
  ROLLBACK_COMPLETE: 'removed',
  DELETE_COMPLETE: 'removed',
  CREATE_FAILED: 'partial',
  UPDATE_FAILED: 'partial',
  ROLLBACK_FAILED: 'broken',
  UPDATE_ROLLBACK_FAILED: 'broken',
  IMPORT_ROLLBACK_FAILED: 'broken',
  DELETE_FAILED: 'broken',
}

/** What is known of one stack. An operation is in the record before it is sent, so none means that nothing was. */
export function stateOf({ operation, rollback }: StackRecord): State {
  if (rollback) return afterRollback(rollback)
  if (!operation) return 'untouched'
  if (operation.state === 'succeeded') return 'new'
  if (operation.state !== 'failed') return operation.state
  // CloudFormation itself deletes only a first creation, and says of what.
  if (operation.status === 'DELETE_COMPLETE' && !(operation.kind === 'create' && operation.rootCause)) return 'gone'
  return AFTER_FAILURE[operation.status] ?? (operation.status.endsWith('_IN_PROGRESS') ? 'running' : 'unknown')
}

/** What a way back left. One that CloudFormation took back itself left the new version. */
function afterRollback({ state, status }: NonNullable<StackRecord['rollback']>): State {
  if (state === 'succeeded') return 'old'
  if (state !== 'failed') return state
  const left = AFTER_FAILURE[status] ?? 'unknown'
  return left === 'old' ? 'new' : left
}

/** Whether everything that goes on is an update that CloudFormation takes back: its plan is used up. */
export function goesBack({ stacks }: RunRecord): boolean {
  const going = stacks.filter((stack) => stateOf(stack) === 'running')
  return going.length > 0 && going.every(({ operation }) => operation?.status.startsWith('UPDATE_ROLLBACK'))
}

/** What is known of all stacks: the worst that is known of one. */
export const stateOfAll = (record: RunRecord): State =>
  record.stacks
    .map((stack) => stateOf(stack))
    .reduce<State>((a, b) => (states.indexOf(b) > states.indexOf(a) ? b : a), blind(record) ? 'unknown' : 'untouched')

/** A job of which nobody knows that it did nothing, and no stack that it could be seen by. */
const blind = ({ job, stacks }: RunRecord): boolean => job !== undefined && job.began !== false && stacks.length === 0

/** What is known of the old version where it was put back by a change of ours; nothing where it was not. */
export function backOf(record: RunRecord): Health | undefined {
  if (stateOfAll(record) !== 'old' || !record.stacks.some(({ rollback }) => rollback)) return undefined
  return healthBy(record.checks.filter((check) => check.afterRollback).map(({ phase }) => phase))
}

/** What the checks and the log scan say of the new version, also where they do not count. */
export function healthOf(record: RunRecord): Health {
  const stages = record.stages.filter(({ stage }) => stage === 'verify' || stage === 'logscan')
  // A check that does not count is left out of its stage's phase, and may still not be well.
  const phases = [...stages, ...record.checks.filter((check) => !check.afterRollback)]
  return healthBy(phases.map(({ phase }) => phase))
}

function healthBy(phases: readonly RunRecord['verdict'][]): Health {
  if (phases.includes('failed')) return 'ill'
  if (phases.includes('inconclusive') || phases.includes('error')) return 'unsure'
  return phases.includes('successful') ? 'well' : 'unchecked'
}

const HEALTH: Readonly<Record<Health, string>> = {
  well: 'Yes: the new version runs, and what was checked is well.',
  ill: 'No: the new version runs and is not healthy.',
  unsure: 'Not known: the new version runs, and whether it is healthy could not be told.',
  unchecked: 'Not known: the new version runs, and nothing was checked.',
}

const BACK: Readonly<Record<Health, string>> = {
  well: 'Yes: the old version is back, and what was checked is well.',
  ill: 'No: the old version is back and is not healthy either.',
  unsure: 'Not known: the old version is back, and whether it is healthy could not be told.',
  unchecked: 'Not known: the old version is back, and it was not checked.',
}

const ANSWERS: Readonly<Record<Exclude<State, 'new'>, string>> = {
  untouched: 'Nothing was changed: what ran before still runs.',
  old: 'CloudFormation says that the old version is back. It was not checked after that.',
  removed: 'The stack was new, and CloudFormation took it away again: nothing of it runs.',
  partial: 'Not known: the change stopped half-way and was not rolled back.',
  gone: 'No: the stack was deleted, and nothing of it runs.',
  running: 'Not known yet: the operation was still going on when this was written.',
  unknown: 'Not known: how the operation ended was not seen.',
  broken: 'Not known, take it as no: CloudFormation could not put the old version back.',
}

/** Said of the run to whose version it was gone back; of a version before, nobody knows which run it was. */
export const namingRun = ({ back }: RunRecord, said: string): string =>
  back ? said.replace('the old version', `the version of run ${back.runId}`) : said

/** Whether a stuck stack was touched before it could be planned. */
export const mendedFirst = (record: RunRecord): boolean => record.stacks.some(({ mended = [] }) => mended.length > 0)

const MENDED = 'Nothing new was deployed, but a stuck stack was mended before the plan: see what was found.'

/** The answer to the first question of everybody who is woken: is the system safe. */
export function answer(record: RunRecord): string {
  const state = stateOfAll(record)
  if (state === 'untouched' && mendedFirst(record)) return MENDED
  if (record.verdict === 'running' && state === 'untouched') return 'Nothing was changed so far.'
  const mixed = state !== 'new' && record.stacks.some((stack) => stateOf(stack) === 'new')
  const also = mixed && state !== 'untouched' ? ' Other stacks already have the new version: see the table.' : ''
  const back = backOf(record)
  if (back) return `${namingRun(record, BACK[back])}${also}`
  if (state !== 'new') return `${ANSWERS[state]}${also}`
  if (record.verdict === 'running') return 'The new version runs; it is not checked yet.'
  const waiting = record.stacks.some((s) => s.plan && s.plan.kind !== 'none' && stateOf(s) === 'untouched')
  return `${HEALTH[healthOf(record)]}${waiting ? ' Some stacks still have the old version: see the table.' : ''}`
}
