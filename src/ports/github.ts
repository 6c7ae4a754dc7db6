import type { Failure } from '../foundation/failure.ts'
import type { Fields } from '../foundation/json.ts'

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

/** Parameters of a query. */
export type Query = Readonly<Record<string, string | number>>

/** One answer to a read. */
export interface Read {
  readonly data: unknown
  /** The query of the next page; absent where this is the last one. */
  readonly next?: Query
}

/** Which list is read, and how much of it. */
export interface ListOptions {
  readonly query?: Query
  readonly inside?: string
  /** At most a page. */
  readonly first?: number
}

/** Reads about the repository of the run, for who judges by them. Each throws only `Failure`. */
export interface GitHubReads {
  /** One object. The path lies below the repository's and is made by `at`. */
  one(path: string, query?: Query): Promise<Fields>
  /**
   * A list: the whole of it, where a list that was cut off is a `Failure`, or only the `first` so many. `inside` is the key that it stands
   * under, where it does not stand alone.
   */
  all(path: string, options?: ListOptions): Promise<readonly Fields[]>
}

/** A path of the API in which no value can become more than one part of it. */
export const at = (parts: TemplateStringsArray, ...values: readonly (string | number)[]): string =>
  String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(value)))

/** Whether GitHub has not what was asked for; the adapter passes the status on in the cause. */
export const isMissing = ({ code, cause }: Failure): boolean =>
  code === 'GITHUB_REFUSED' && (cause as { readonly status?: unknown } | undefined)?.status === 404

/** What is left of the calls of an hour. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export interface Rate {
  readonly limit: number
  readonly remaining: number
}

/**
 * The part of GitHub that reports need. Each method is one call (lists are read to their
 * end), throws only `Failure`. https://docs.github.com/en/rest/issues
 */
export interface Issues {
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

/** A status of a deployment. https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status */
export interface NewStatus {
  readonly state: 'success' | 'failure' | 'error' | 'inactive'
  /** At most 140 characters. */
  readonly description: string
  readonly logUrl: string
  readonly environmentUrl?: string
}

/** What is said of a deployment elsewhere than in issues. */
export interface Deployments {
  /** https://docs.github.com/en/rest/releases/releases#update-a-release */
  editRelease(id: number, body: string, signal: AbortSignal): Promise<void>
  addStatus(deployment: number, status: NewStatus, signal: AbortSignal): Promise<void>
}

/** GitHub, for the repository of the run. Each method throws only `Failure`. */
export interface GitHub extends Issues, Deployments {
  /** One page of what lies at a path below the repository's. */
  read(path: string, query: Query, signal: AbortSignal): Promise<Read>
  /** As the newest answer said; absent before the first. */
  rate(): Rate | undefined
}
