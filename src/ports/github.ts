/** An issue as far as we use it. */
export interface Issue {
  readonly number: number
  readonly url: string
  readonly title: string
  readonly body: string
  readonly state: 'open' | 'closed'
  readonly labels: readonly string[]
  /** Written by somebody who may write to the repository, or by an app. */
  readonly trusted: boolean
}

export interface NewIssue {
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
}

/**
 * The part of GitHub that reports need, for the repository of the run. Each method is one call (lists are read to their
 * end), throws only `Failure`. https://docs.github.com/en/rest/issues
 */
export interface GitHub {
  /** Open issues with a label. */
  openIssues(label: string, signal: AbortSignal): Promise<readonly Issue[]>
  createIssue(issue: NewIssue, signal: AbortSignal): Promise<Issue>
  updateIssue(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly labels?: readonly string[] },
    signal: AbortSignal,
  ): Promise<void>
  closeIssue(number: number, reason: 'completed' | 'not_planned', signal: AbortSignal): Promise<void>
  comment(number: number, body: string, signal: AbortSignal): Promise<void>
}
