import { bySeverity, type Finding } from '../domain/finding.ts'
import type { RunRecord, StackRecord } from '../domain/record.ts'
import { docsOf } from '../foundation/codes.ts'
import { block, code, short } from '../foundation/markdown.ts'
import { commandBlock } from './commands.ts'
import { decisiveOf, failedRun } from './headline.ts'
import { answer } from './safety.ts'
import { link, row, words } from './words.ts'

const MOST_CAUSES = 3
// What was said of a failed custom resource, and the last twenty lines of its log.
const MOST_LINES = 25
const LONGEST_LINE = 500

/** What went wrong, the root of it first. Empty for a run that went well. */
export function causeOf(record: RunRecord): string {
  if (!failedRun(record)) return ''
  const roots = record.stacks.filter(({ operation }) => operation?.state === 'failed' && operation.rootCause)
  const last = decisiveOf(record)
  const named = last?.code ? `, ${link(last.code, docsOf(last.code))}` : ''
  const said = last ? `**${roots.length ? 'Stage' : 'Cause'}** (${last.stage}${named}): ${words(last.reason)}` : ''
  const worst = bySeverity(last?.findings ?? [])[0]?.cause
  const told = loudest(record)
  return [
    ...roots.slice(0, MOST_CAUSES).map(rootCause),
    said,
    worst ? words(worst) : '',
    told ? `**The logs say:** ${words(told.title)}` : '',
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** The worst that the log scan found, where another stage decided: a check tells that it is ill, the logs tell why. */
function loudest(record: RunRecord): Finding | undefined {
  if (decisiveOf(record)?.stage === 'logscan') return undefined
  const found = record.stages.find(({ stage, phase }) => stage === 'logscan' && phase === 'failed')
  return bySeverity(found?.findings ?? [])[0]
}

function rootCause({ operation }: StackRecord): string {
  const root = operation?.rootCause
  if (!root) return ''
  const place = [
    `in ${root.path.map((name) => code(short(name, 128))).join(' → ')}`,
    root.line ? `template line ${root.line}` : '',
  ]
  return [
    `**Root cause:** ${code(short(root.logicalId, 255))} (${words(root.type, 200)}) ${place.filter(Boolean).join(', ')}: ${words(root.status, 100)}`,
    lines([root.reason]),
  ].join('\n\n')
}

/** Lines as they were seen, as a block that nothing in them can leave. */
export const lines = (seen: readonly string[], most = MOST_LINES): string => {
  const rest = seen.length > most ? [`… and ${seen.length - most} more lines`] : []
  return block([...seen.slice(0, most).map((line) => short(line, LONGEST_LINE)), ...rest].join('\n'))
}

/** What the worst finding of the stage that decided was seen by, and what the logs show. */
export function evidenceOf(record: RunRecord): string {
  if (!failedRun(record)) return ''
  const seen = bySeverity(decisiveOf(record)?.findings ?? []).find(({ evidence }) => evidence?.length)
  return [seen, loudest(record)]
    .flatMap((finding) => (finding?.evidence?.length ? [shown(finding, finding.evidence)] : []))
    .join('\n\n')
}

const shown = ({ where, title }: Finding, evidence: readonly string[]): string =>
  [`**Evidence:** ${where ? code(short(where, 300)) : words(title)}`, lines(evidence)].join('\n\n')

/** The answer about production, and in which stacks. */
export const impactOf = (record: RunRecord): string => {
  const hurt = [...new Set(decisiveOf(record)?.findings.flatMap(({ impact }) => impact ?? []))].slice(0, MOST_CAUSES)
  return [`**Is it safe?** ${answer(record)}`, ...hurt.map((impact) => words(impact))].join('\n\n')
}

/** How to go on: in words, and what to type. */
export function nextOf(record: RunRecord): string {
  const last = failedRun(record) ? decisiveOf(record) : undefined
  const fixes = [...new Set(bySeverity(last?.findings ?? []).flatMap(({ fix }) => fix ?? []))].slice(0, MOST_CAUSES)
  const all = [...new Set([...fixes, record.resume])]
  return [...all.map((text) => `**Next:** ${words(text, 1000)}`), commandBlock(record)].filter(Boolean).join('\n\n')
}

/** Where this comes from: run, attempt, commit, who. */
export function originOf({ identity, action }: RunRecord): string {
  const run = link(`Run ${words(identity.runId, 40)}, attempt ${words(identity.attempt, 10)}`, identity.url)
  const place = `${code(short(identity.repository, 200))} at ${code(short(identity.ref, 200))}, commit ${code(short(identity.sha, 64))}`
  return `${run} of ${code(short(identity.workflow, 200))} · ${place} · started by ${code(short(identity.actor, 100))} (${words(identity.event, 50)}) · deploy-action ${row([action])}`
}

/** One finding as Markdown. */
export function findingPart({ severity, title, code: kind, where, count, cause, impact, fix, evidence }: Finding): string {
  const often = count === undefined || count < 2 ? '' : `, ${count} times`
  return [
    `**${severity}**: ${words(title)}${kind ? ` (${link(kind, docsOf(kind))})` : ''}${often}`,
    where ? `Where: ${code(short(where, 300))}` : '',
    cause ? `Cause: ${words(cause)}` : '',
    impact ? `Impact: ${words(impact)}` : '',
    fix ? `Fix: ${words(fix)}` : '',
    evidence?.length ? lines(evidence, 5) : '',
  ]
    .filter(Boolean)
    .join('\n\n')
}
