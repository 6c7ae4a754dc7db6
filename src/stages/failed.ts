import type { Finding } from '../domain/finding.ts'
import type { Assembly, Operation } from '../domain/stack.ts'
import { wasCancelled } from '../stack/cause.ts'
import { explain } from '../stack/reasons.ts'
import type { StageOutcome } from './stage.ts'

/** What a person must know of an operation that did not end well: its root cause, why that happens, and what to do. */
export function failedOperation({ stack, region, template }: Assembly, { rootCause, status }: Operation): StageOutcome {
  if (!rootCause) return told(`${stack} ended as ${status}`, stack, { evidence: [`${stack}: ${status}`], where: stack })
  const where = [...rootCause.path, rootCause.logicalId].join('/')
  const known = explain(rootCause.reason, { ...rootCause, stack: rootCause.path.at(-1) ?? stack, region })
  const code = wasCancelled(rootCause) ? 'DEPLOY_CANCELLED' : 'DEPLOY_FAILED'
  return told(`${where} (${rootCause.type}): ${rootCause.reason}`, stack, {
    code,
    evidence: [`${rootCause.status} ${where}: ${rootCause.reason}`, `${stack}: ${status}`],
    where: rootCause.line ? `${template.path}:${rootCause.line}` : where,
    ...(known ? { cause: known.cause, fix: known.fix, commands: known.commands } : {}),
  })
}

function told(title: string, stack: string, more: Partial<Finding>): StageOutcome {
  const finding: Finding = { severity: 'critical', code: 'DEPLOY_FAILED', title, ...more }
  const { code = 'DEPLOY_FAILED', fix } = finding
  return { phase: 'failed', code, reason: `${stack}: ${title}`, findings: [finding], ...(fix ? { fix } : {}) }
}
