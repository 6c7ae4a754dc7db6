import { retry } from '../foundation/retry.ts'
import type { Issues } from '../ports/github.ts'
import type { NoticeContext } from './notice.ts'

/** Milliseconds within which a call to GitHub is tried again. */
export const PATIENCE = 60_000

/** Calls that may be done twice are tried again; making an issue or a comment is not. */
export function patient(github: Issues, { pace, signal, say }: NoticeContext): Issues {
  const again = <T>(call: () => Promise<T>) => retry(call, { pace, signal, limit: PATIENCE, say })
  return {
    openIssues: (label, s) => again(() => github.openIssues(label, s)),
    createIssue: (made, s) => github.createIssue(made, s),
    updateIssue: (number, change, s) => again(() => github.updateIssue(number, change, s)),
    closeIssue: (number, reason, s) => again(() => github.closeIssue(number, reason, s)),
    comment: (number, body, s) => github.comment(number, body, s),
  }
}
