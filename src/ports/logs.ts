import type { LogEvent } from '../domain/signature.ts'

export interface LogQuery {
  readonly group: string
  /** This stream of the group only. */
  readonly stream?: string
  /** Epoch milliseconds, inclusive. */
  readonly from: number
  readonly to: number
  readonly next?: string
}

/** A page of a group's events, or why there is none. Pages may be empty and still have a next one. */
export type LogPage =
  | { readonly state: 'read'; readonly events: readonly LogEvent[]; readonly next?: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unscannable'; readonly reason: string }

/** CloudWatch Logs of one region. One call each, throws only `Failure`. */
export interface Logs {
  /** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
  filter(query: LogQuery, signal: AbortSignal): Promise<LogPage>
}
