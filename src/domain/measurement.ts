import type { Finding } from './finding.ts'
import type { Phase } from './phase.ts'

/** What one look at the system said. A failing check is a value, never an exception. */
export interface Measurement {
  readonly phase: Phase
  /** One line, redacted by whoever writes it. */
  readonly reason: string
  readonly findings?: readonly Finding[]
}

export const successful = (reason: string): Measurement => ({ phase: 'successful', reason })
export const failed = (reason: string, finding: Omit<Finding, 'severity' | 'title'> & Partial<Finding> = {}): Measurement => ({
  phase: 'failed',
  reason,
  findings: [{ severity: 'high', code: 'CHECK_FAILED', title: reason, ...finding }],
})
export const inconclusive = (
  reason: string,
  finding: Omit<Finding, 'severity' | 'title'> & Partial<Finding> = {},
): Measurement => ({
  phase: 'inconclusive',
  reason,
  findings: [{ severity: 'medium', code: 'CHECK_INCONCLUSIVE', title: reason, ...finding }],
})
