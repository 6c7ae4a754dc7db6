import type { RunRecord } from '../domain/record.ts'
import type { NoticeResult } from '../domain/run.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { issue } from './issue.ts'
import type { Notice, NoticeContext } from './notice.ts'
import { release } from './release.ts'
import { status } from './status.ts'

/** The notices, by the key that names them in `report`. A new one is a file and a line here. */
export const notices = { issue, release, status } as const

/** The name of a notice. */
export type NoticeKind = keyof typeof notices

/** What each notice is told by the configuration. */
export type NoticeOptions = {
  readonly [K in NoticeKind]: (typeof notices)[K] extends Notice<infer Options> ? Options : never
}

/** The kinds that this run wants, so that the caller knows whether a token is needed. */
export const wanted = (record: RunRecord, options: NoticeOptions): readonly NoticeKind[] =>
  kinds.filter((kind) => noticeOf(kind).wanted(record, options[kind]))

/** Sends what this run wants. A notice that cannot be sent is a result like any other: it never changes the verdict. */
export async function tell(record: RunRecord, options: NoticeOptions, context: NoticeContext): Promise<readonly NoticeResult[]> {
  const results: NoticeResult[] = []
  for (const kind of wanted(record, options)) {
    const sent = await attempt(() => noticeOf(kind).send(record, options[kind], context))
    results.push('value' in sent ? sent.value : unsent(kind, sent.failure, context.signal))
  }
  return results
}

const kinds = Object.keys(notices) as NoticeKind[]

/** What the configuration says under a kind is what its notice takes: `NoticeOptions` holds the two together. */
const noticeOf = (kind: NoticeKind) => notices[kind] as unknown as Notice<unknown>

function unsent(kind: NoticeKind, { code, message, fix }: Failure, signal: AbortSignal): NoticeResult {
  if (signal.aborted) return { kind, sent: false, reason: 'The run was stopped before the notice was sent.' }
  return { kind, sent: false, code, reason: `${message} ${fix}` }
}

export type { IssueOptions } from './issue.ts'
export type { NoticeContext } from './notice.ts'
export { renderSummary } from './summary.ts'
export { quoted } from './words.ts'
