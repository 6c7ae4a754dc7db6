import type { Finding } from '../domain/finding.ts'
import type { StageOutcome } from './stage.ts'

/** How a stage ends whose plan must not run. */
export function blockedBy(stacks: readonly string[], findings: readonly Finding[]): StageOutcome {
  const why = findings.filter(({ code }) => code === 'PLAN_BLOCKED')
  const more = why.length > 1 ? `; and ${why.length - 1} more` : ''
  const fix = why[0]?.fix
  return {
    phase: 'failed',
    code: 'PLAN_BLOCKED',
    reason: `${stacks.join(', ')}: ${why[0]?.title}${more}. Nothing was executed`,
    findings,
    ...(fix ? { fix } : {}),
  }
}
