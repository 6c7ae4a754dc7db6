import type { Failure } from '../foundation/failure.ts'
import type { StageResult } from './run.ts'

/** How a stage ended that a failure broke off. What the message shows below its first paragraph becomes the evidence. */
export function failedBy(failure: Failure): Pick<StageResult, 'phase' | 'code' | 'reason' | 'fix' | 'findings'> {
  const { code, fix, known } = failure
  const [said = failure.message, ...evidence] = failure.message.split(/\n\s*\n/)
  const reason = evidence.length > 0 ? said.replace(/:$/, '.') : said
  const finding = { severity: 'critical', code, title: reason, fix, ...(evidence.length > 0 ? { evidence } : {}) } as const
  return { phase: known ? 'failed' : 'error', code, reason, fix, findings: [finding] }
}
