import type { RunRecord } from '../domain/record.ts'
import type { NoticeResult } from '../domain/run.ts'
import type { Pace } from '../foundation/retry.ts'
import type { Deployments, GitHubReads, Issues } from '../ports/github.ts'

/** What a notice works with besides the record. */
export interface NoticeContext {
  /** Absent without a token. */
  readonly github?: Issues & Deployments
  /** Reads that are tried again. Absent without a token. */
  readonly reads?: GitHubReads
  /** The sha256 of the record of the job that deployed, where it is whole by now. */
  readonly sha256?: string
  /** The text of the repository's CODEOWNERS, where the caller has one. */
  readonly codeowners?: string
  readonly pace: Pace
  readonly signal: AbortSignal
  /** A line for the log. */
  readonly say: (line: string) => void
}

/** A kind of notice: whether this run wants it, and how it is sent. `send` may throw; `index.ts` makes that a result. */
export interface Notice<Options> {
  readonly kind: string
  readonly doc: string
  wanted(record: RunRecord, options: Options): boolean
  send(record: RunRecord, options: Options, context: NoticeContext): Promise<NoticeResult>
}

/** Keeps the literal type of a notice's options. */
export const defineNotice = <Options>(notice: Notice<Options>): Notice<Options> => notice
