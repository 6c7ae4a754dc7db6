import { bySeverity } from '../domain/finding.ts'
import type { RunRecord, StackRecord } from '../domain/record.ts'
import { block } from '../foundation/markdown.ts'
import { decisiveOf, failedRun } from './headline.ts'
import { goesBack, type State, stateOf } from './safety.ts'
import { quoted } from './words.ts'

const MOST_COMMANDS = 10
const RUN_AGAIN = new Set([
  'TIME_LIMIT',
  'INTERRUPTED',
  'CANCELLED',
  'CREDENTIALS_EXPIRED',
  'DEPLOY_UNKNOWN',
  'AWS_UNREACHABLE',
  'AWS_THROTTLED',
  'AWS_SERVER_ERROR',
  'AWS_CONFLICT',
  'STACK_BUSY',
  'MACHINE_LOST',
  'JOB_TIMED_OUT',
  'JOB_FAILED',
  'RECORD_LOST',
])

/** What to type next, most telling first; names in it are quoted for a shell. */
export function commandsOf(record: RunRecord): readonly string[] {
  if (!failedRun(record)) return record.reasonCode === 'PLANNED' ? record.stacks.flatMap(lookAtPlan).slice(0, MOST_COMMANDS) : []
  const code = decisiveOf(record)?.code
  const known = bySeverity(decisiveOf(record)?.findings ?? []).flatMap(({ commands = [] }) => commands)
  const commands = record.stacks.flatMap((stack) => lookAtStack(stack, stateOf(stack)))
  const { runId, repository } = record.identity
  // What goes back has used its plan up: only a new one leads on.
  const jobs = goesBack(record) ? '' : ' --failed'
  const again = code && RUN_AGAIN.has(code) ? [`gh run rerun ${quoted(runId)}${jobs} --repo ${quoted(repository)}`] : []
  const logs = code === 'LOG_ERRORS' || code === 'CHECK_FAILED' ? lookAtLogs(record) : []
  return [...new Set([...known, ...commands, ...logs, ...again])].slice(0, MOST_COMMANDS)
}

/** The same as a block of Markdown; empty where there is nothing to type. */
export function commandBlock(record: RunRecord): string {
  const commands = commandsOf(record)
  return commands.length ? block(commands.join('\n'), 'sh') : ''
}

const target = ({ name, region }: StackRecord): string =>
  `--stack-name ${quoted(name)}${region === undefined ? '' : ` --region ${quoted(region)}`}`

function lookAtStack(stack: StackRecord, state: State): readonly string[] {
  // A stack that is gone is not found by its name.
  if (state === 'new' || state === 'untouched' || state === 'gone') return []
  const events = `aws cloudformation describe-stack-events ${target(stack)} --max-items 30`
  if (state === 'partial') return [events, `aws cloudformation rollback-stack ${target(stack)}`]
  return state === 'broken' && stack.operation?.status === 'UPDATE_ROLLBACK_FAILED'
    ? [events, `aws cloudformation continue-update-rollback ${target(stack)}`]
    : [events]
}

function lookAtPlan(stack: StackRecord): readonly string[] {
  if (!stack.plan?.changeSet || stack.plan.kind === 'none') return []
  return [`aws cloudformation describe-change-set ${target(stack)} --change-set-name ${quoted(stack.plan.changeSet)}`]
}

/** In the region of the stacks, if that is one: the record does not say in which a log group lies. */
function lookAtLogs({ stacks, logs }: RunRecord): readonly string[] {
  const [region, ...others] = new Set(stacks.map((stack) => stack.region))
  if (!logs || others.length) return []
  const place = region === undefined ? '' : ` --region ${quoted(region)}`
  return logs.groups
    .filter(({ state }) => state === 'read')
    .slice(0, 3)
    .map(({ name }) => `aws logs tail ${quoted(name)} --since ${quoted(logs.since)}${place}`)
}
