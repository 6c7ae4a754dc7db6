import type { Severity } from '../domain/finding.ts'

/** All errors of one log group that are equal but for ids, numbers and times. */
export interface Incident {
  readonly kind: string
  readonly severity: Severity
  readonly fatal: boolean
  readonly what: string
  readonly fix: string
  readonly group: string
  readonly count: number
  /** Epoch milliseconds of AWS. */
  readonly first: number
  readonly last: number
  /** The first one as it stands in the log, with the stack lines behind it. */
  readonly evidence: readonly string[]
}

/** How the reading of one log group went. `unread`: its newest events could not be read in the end. */
export interface GroupScan {
  readonly name: string
  readonly events: number
  readonly state: 'read' | 'absent' | 'unscannable' | 'denied' | 'unread'
  /** Why it is not `read`. */
  readonly reason?: string
  /** More events are there than were read. */
  readonly truncated: boolean
}

/** Everything that watching the logs brought to light. Times are of AWS's clock, in epoch milliseconds. */
export interface Scan {
  readonly since: number
  readonly until: number
  readonly looks: number
  readonly groups: readonly GroupScan[]
  readonly incidents: readonly Incident[]
  readonly ignored: number
}

/** The scans of several regions as one. */
export const together = (scans: readonly Scan[]): Scan => ({
  since: scans.reduce((least, scan) => Math.min(least, scan.since), scans[0]?.since ?? 0),
  until: scans.reduce((most, scan) => Math.max(most, scan.until), 0),
  looks: scans.reduce((most, scan) => Math.max(most, scan.looks), 0),
  groups: scans.flatMap((scan) => scan.groups),
  incidents: scans.flatMap((scan) => scan.incidents),
  ignored: scans.reduce((sum, scan) => sum + scan.ignored, 0),
})
