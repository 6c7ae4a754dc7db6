import type { Code } from '../foundation/codes.ts'

/** How bad a finding is, worst first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const

/** How bad a finding is. */
export type Severity = (typeof severities)[number]

/** What a person must know. Every report is made from one list of these; texts from outside are raw in it. */
export interface Finding {
  readonly severity: Severity
  readonly code?: Code
  /** One line: what is wrong. */
  readonly title: string
  readonly cause?: string
  readonly impact?: string
  readonly fix?: string
  /** What to type to see more or to mend it; none deletes anything. */
  readonly commands?: readonly string[]
  /** Lines as they were seen: events, log lines, an answer. */
  readonly evidence?: readonly string[]
  /** Resource, file and line, address or log group. */
  readonly where?: string
  /** How often it was seen, where that was counted. */
  readonly count?: number
}

/** Worst first; the order of finding within one severity. */
export const bySeverity = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
