import type { RunRecord } from '../domain/record.ts'
import { spoken } from '../foundation/duration.ts'
import { table } from '../foundation/markdown.ts'
import { type State, stateOf } from './safety.ts'
import { link, words } from './words.ts'

/** What a phase looks like. */
export const MARK = { successful: '✅', failed: '❌', inconclusive: '❔', error: '❓', skipped: '⏭️' } as const

const RUNS: Readonly<Record<State, string>> = {
  untouched: 'unchanged',
  new: 'new version',
  old: 'old version put back',
  removed: 'taken away again',
  gone: 'deleted',
  partial: 'stopped half-way',
  running: 'going on',
  unknown: 'not known',
  broken: 'not known: rollback failed',
}

/** A table under a title, of at most so many rows; empty without rows. Only rows that are shown are made. */
export function titled<T>(
  title: string,
  head: readonly string[],
  items: readonly T[],
  row: (item: T) => readonly string[],
  most: number,
): string {
  if (items.length === 0) return ''
  const rest = items.length > most ? `\n\n_and ${items.length - most} more in the record_` : ''
  return `### ${title}\n\n${table(head, items.slice(0, most).map(row))}${rest}`
}

/** How long from one time to another; empty where one is missing. */
function lasted(from?: string, to?: string): string {
  const ms = Date.parse(to ?? '') - Date.parse(from ?? '')
  return Number.isFinite(ms) ? spoken(ms) : ''
}

const ACTION = {
  create: 'create',
  update: 'update',
  none: 'nothing to change',
  deferred: 'planned when its turn comes',
  command: 'decided by its command',
} as const

export const stackTable = (record: RunRecord, most: number): string =>
  [stackRows(record, most), leftOutLine(record, most)].filter(Boolean).join('\n\n')

function leftOutLine({ leftOut = [] }: RunRecord, most: number): string {
  if (leftOut.length === 0) return ''
  const rest = leftOut.length > most ? ` and ${leftOut.length - most} more` : ''
  const names = leftOut.slice(0, most).map(({ name }) => words(name, 128))
  return `Left out, and as before: ${names.join(', ')}${rest}.`
}

const stackRows = (record: RunRecord, most: number): string =>
  titled(
    'Stacks',
    ['Stack', 'Region', 'Action', 'Status', 'What runs now', 'Duration'],
    record.stacks,
    (stack) => [
      words(stack.name, 128),
      words(stack.region ?? '', 50),
      stack.plan ? ACTION[stack.plan.kind] : '',
      words(stack.rollback?.status ?? stack.operation?.status ?? stack.status ?? '', 60),
      RUNS[stateOf(stack)],
      lasted(stack.operation?.startedAt, stack.operation?.endedAt),
    ],
    most,
  )

export const stageTable = (record: RunRecord, most: number): string =>
  titled(
    'Stages',
    ['Stage', 'Result', 'What happened', 'Duration'],
    record.stages,
    ({ stage, phase, counted, code, reason, startedAt, endedAt }) => [
      stage,
      `${MARK[phase]} ${phase}${code ? ` (${code})` : ''}${counted === false ? ', not counted' : ''}`,
      words(reason),
      lasted(startedAt, endedAt),
    ],
    most,
  )

export const checkTable = ({ checks }: RunRecord, most: number): string =>
  titled(
    'Checks',
    ['Check', 'Result', 'What it said', 'Tries', 'Duration'],
    checks,
    ({ name, kind, phase, reason, tries, ms, afterRollback }) => [
      `${words(name, 128)}${name === kind ? '' : ` (${words(kind, 40)})`}${afterRollback ? ', after going back' : ''}`,
      `${MARK[phase]} ${phase}`,
      words(reason),
      String(tries),
      spoken(ms),
    ],
    most,
  )

const SCANNED = {
  read: 'read',
  empty: 'no events',
  absent: 'not there',
  unscannable: 'cannot be scanned',
  unread: 'could not be read',
  denied: 'not allowed to read',
} as const

export const logTable = ({ logs }: RunRecord, most: number): string =>
  titled(
    logs ? `Logs from ${words(logs.since, 40)} to ${words(logs.until, 40)}` : 'Logs',
    ['Log group', 'Events', 'State'],
    logs?.groups ?? [],
    ({ name, events, state }) => [words(name, 512), String(events), SCANNED[state]],
    most,
  )

export const outputTable = ({ stacks }: RunRecord, most: number): string =>
  titled(
    'Outputs',
    ['Stack', 'Output', 'Value'],
    stacks.flatMap(({ name, outputs }) => Object.entries(outputs ?? {}).map(([key, value]) => ({ name, key, value }))),
    ({ name, key, value }) => [words(name, 128), words(key, 255), words(value, 300)],
    most,
  )

export const parameterTable = ({ stacks }: RunRecord, most: number): string =>
  titled(
    'Parameters',
    ['Stack', 'Parameter', 'From', 'Value'],
    stacks.flatMap(({ name, parameters }) => parameters.map((parameter) => ({ ...parameter, stack: name }))),
    ({ stack, name, source, secret, value, late }) => [
      words(stack, 128),
      words(name, 255),
      late ? `${source}; its own after approval` : source,
      secret ? '_secret_' : words(value ?? '', 300),
    ],
    most,
  )

export const noticeTable = ({ notices }: RunRecord, most: number): string =>
  titled(
    'Notices',
    ['Notice', 'Sent', 'What happened'],
    notices,
    ({ kind, sent, reason, url, number }) => [
      words(kind, 40),
      sent ? '✅' : '❌',
      `${words(reason)}${url && number ? ` ${link(`issue ${number}`, url)}` : ''}`,
    ],
    most,
  )
