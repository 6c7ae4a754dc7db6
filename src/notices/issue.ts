import { good } from '../domain/phase.ts'
import type { RunRecord } from '../domain/record.ts'
import type { NoticeResult } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt, retry } from '../foundation/retry.ts'
import type { Issue, Issues } from '../ports/github.ts'
import { MAX_ASSIGNEES, ownersOf } from './codeowners.ts'
import { failedRun } from './headline.ts'
import { bodyOf, closingOf, MAX_BODY_CHARACTERS, repeatOf, titleOf } from './issue-text.ts'
import { type About, aboutOf, attemptOf, readHeader, same, type Told } from './marker.ts'
import { defineNotice, type NoticeContext } from './notice.ts'
import { PATIENCE, patient } from './patient.ts'
import { stateOfAll } from './safety.ts'

/** Every failure issue has this label; the list by label is how it is found again. */
export const LABEL = 'deployment-failure'

/** A body that GitHub refused is sent once more at this part of the limit. */
const SHORTER = 8

const TOLD = 'this attempt was told already'

/** What the configuration says of the failure issue. */
export interface IssueOptions {
  readonly off: boolean
  /** Labels besides `deployment-failure`. */
  readonly labels: readonly string[]
  /** Logins, or the owners of everything in CODEOWNERS. */
  readonly assign: readonly string[] | 'codeowners'
  /** What opens one too, though nothing failed; absent: nothing. */
  readonly also?: readonly ('rejected' | 'cancelled' | 'gates')[]
}

/** Nobody is woken for a run that somebody stopped, nor for one that was not let through, unless the configuration says so. */
const QUIET: Readonly<Record<NonNullable<IssueOptions['also']>[number], readonly unknown[]>> = {
  rejected: ['REJECTED'],
  cancelled: ['CANCELLED'],
  gates: ['GATE_FAILED', 'GATE_UNKNOWN'],
}

function opens(record: RunRecord, also: IssueOptions['also'] = []): boolean {
  const quiet = Object.values(QUIET).flat().includes(record.reasonCode)
  return quiet ? abandoned(record) || also.some((kind) => QUIET[kind].includes(record.reasonCode)) : failedRun(record)
}

/** Somebody stopped the job in the middle, and what it left is not as it was before. */
const abandoned = (record: RunRecord): boolean =>
  record.reasonCode === 'CANCELLED' && record.job !== undefined && stateOfAll(record) !== 'untouched'

/** Only a run of everything shows that a failure is gone. */
const closes = ({ verdict, whole, reasonCode }: RunRecord): boolean =>
  whole && verdict !== 'running' && good(verdict) && (reasonCode === 'DEPLOYED' || reasonCode === 'NOTHING_TO_CHANGE')

/** One open issue for each failure: opened, kept current, and closed by the next success. */
export const issue = defineNotice<IssueOptions>({
  kind: 'issue',
  doc: 'Opens an issue when a deployment fails, keeps it current, and closes it after the next success.',
  wanted: (record, { off, also }) => !off && (opens(record, also) || closes(record)),
  async send(record, options, context) {
    if (!context.github) throw new Failure('There is no token for GitHub.', { code: 'GITHUB_TOKEN_MISSING' })
    const github = patient(context.github, context)
    const known = await ours(github, record, context.signal)
    return opens(record, options.also) ? report(record, options, known, github, context) : close(record, known, github, context)
  },
})

interface Known {
  readonly issue: Issue
  readonly about: About
  readonly told: Told
}

/** Open issues of ours for this environment, the oldest first. */
async function ours(github: Issues, record: RunRecord, signal: AbortSignal): Promise<readonly Known[]> {
  const { repository } = record.identity
  const issues = await github.openIssues(LABEL, signal)
  return issues
    .flatMap((open) => {
      const read = readHeader(open, repository)
      return read && read.about.environment === (record.environment ?? '') ? [{ issue: open, ...read }] : []
    })
    .sort((a, b) => a.issue.number - b.issue.number)
}

async function report(
  record: RunRecord,
  options: IssueOptions,
  known: readonly Known[],
  github: Issues,
  context: NoticeContext,
): Promise<NoticeResult> {
  const about = aboutOf(record)
  const mine = ({ about: other }: Known) => same(other, about)
  const before = known.find(mine)
  if (before) return update(before, record, github, context.signal)
  const already = record.job && known.find(({ told }) => told.includes(attemptOf(record)))
  if (already) return { kind: 'issue', sent: true, reason: TOLD, number: already.issue.number, url: already.issue.url }
  const made = await open(record, about, options, github, context)
  // Two runs may have looked at the same time: of their issues the one with the lower number stays.
  const after = (await ours(github, record, context.signal)).find(mine)
  if (after && after.issue.number < made.number) {
    await github.comment(made.number, `Duplicate of #${after.issue.number}`, context.signal)
    await github.closeIssue(made.number, 'not_planned', context.signal)
    return update(after, record, github, context.signal)
  }
  const dropped = made.labels.some((name) => name.toLowerCase() === LABEL)
    ? ''
    : ` GitHub dropped the label ${LABEL}, so the issue will not be found again: let the token set labels (issues: write).`
  return { kind: 'issue', sent: true, reason: `opened${dropped}`, number: made.number, url: made.url }
}

async function open(
  record: RunRecord,
  about: About,
  { labels, assign }: IssueOptions,
  github: Issues,
  { codeowners, signal, pace, say }: NoticeContext,
): Promise<Issue> {
  const owners = assign === 'codeowners' ? ownersOf(codeowners ?? '') : assign
  const people = [...new Set(owners)].slice(0, MAX_ASSIGNEES)
  let asked = false
  const create = async (limit: number, plain: boolean) => {
    // After a lost answer the issue may be there already.
    const found = asked ? (await ours(github, record, signal)).find((other) => same(other.about, about)) : undefined
    if (found?.told.includes(attemptOf(record))) return found.issue
    asked = true
    const body = bodyOf(record, about, [attemptOf(record)], limit)
    const made = { title: titleOf(about), body, labels: [...new Set([LABEL, ...labels])], assignees: plain ? [] : people }
    return github.createIssue(made, signal)
  }
  return orShorter((limit, plain) => retry(() => create(limit, plain), { pace, signal, limit: PATIENCE, say }))
}

/** The body first, since it says that this attempt was told: what dies in between says too little, never twice. */
async function update({ issue: { number, url }, about, told }: Known, record: RunRecord, github: Issues, signal: AbortSignal) {
  const result = { kind: 'issue', sent: true, number, url } as const
  const attempt = attemptOf(record)
  if (told.includes(attempt)) return { ...result, reason: TOLD }
  await orShorter((limit) => {
    const body = bodyOf(record, about, [...told, attempt], limit)
    return github.updateIssue(number, { title: titleOf(about), body }, signal)
  })
  await github.comment(number, repeatOf(record, MAX_BODY_CHARACTERS), signal)
  return { ...result, reason: 'updated' }
}

/** All failures of this environment whose stacks were all part of this good run. */
async function close(
  record: RunRecord,
  known: readonly Known[],
  github: Issues,
  { signal }: NoticeContext,
): Promise<NoticeResult> {
  const names = new Set(record.stacks.map(({ name }) => name))
  const solved = known.filter(({ about }) => about.stacks.every((name) => names.has(name)))
  for (const { issue } of solved) await github.closeIssue(issue.number, 'completed', signal)
  for (const { issue } of solved) await github.comment(issue.number, closingOf(record), signal)
  const [first] = solved
  if (!first) return { kind: 'issue', sent: true, reason: 'there was no open issue to close' }
  const reason = `closed ${solved.map(({ issue: { number } }) => `#${number}`).join(', ')}`
  return { kind: 'issue', sent: true, reason, number: first.issue.number, url: first.issue.url }
}

/** What GitHub finds wrong in itself, too long for one, is sent once more, short and without assignees. */
async function orShorter<T>(write: (limit: number, plain: boolean) => Promise<T>): Promise<T> {
  const sent = await attempt(() => write(MAX_BODY_CHARACTERS, false))
  if ('value' in sent) return sent.value
  if (refusedContent(sent.failure)) return write(MAX_BODY_CHARACTERS / SHORTER, true)
  throw sent.failure
}

/** The adapter passes the status on in the cause. */
const refusedContent = ({ code, cause }: Failure): boolean =>
  code === 'GITHUB_REFUSED' && (cause as { readonly status?: unknown } | undefined)?.status === 422
