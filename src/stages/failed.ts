import type { Finding } from '../domain/finding.ts'
import type { Assembly, Operation } from '../domain/stack.ts'
import { codes } from '../foundation/codes.ts'
import { spoken } from '../foundation/duration.ts'
import { wasCancelled } from '../stack/cause.ts'
import { explain } from '../stack/reasons.ts'
import { admit } from '../stack/statuses.ts'
import type { StageOutcome } from './stage.ts'

const DELETED =
  'The stack was deleted as soon as it had been deployed, and not by this run: CloudTrail says by whom (DeleteStack).'

/** What a person must know of an operation that did not end well: its root cause, why that happens, and what to do. */
export function failedOperation(assembly: Assembly, operation: Operation): StageOutcome {
  const { stack, region, template } = assembly
  const { rootCause, status } = operation
  if (operation.overdue && (!rootCause || wasCancelled(rootCause))) return tooSlow(assembly, operation)
  const left = wayOn(assembly, status)
  if (!rootCause)
    return told(`${stack} ended as ${status}`, stack, {
      evidence: [`${stack}: ${status}`],
      where: stack,
      ...(status.startsWith('DELETE_') ? { cause: DELETED, commands: [whoDeleted(region)] } : {}),
      ...(left ? { fix: left } : {}),
    })
  const where = [...rootCause.path, rootCause.logicalId].join('/')
  const known = explain(rootCause.reason, { ...rootCause, stack: rootCause.path.at(-1) ?? stack, region })
  const code = wasCancelled(rootCause) ? 'DEPLOY_CANCELLED' : 'DEPLOY_FAILED'
  return told(`${where} (${rootCause.type}): ${rootCause.reason}`, stack, {
    code,
    evidence: [`${rootCause.status} ${where}: ${rootCause.reason}`, `${stack}: ${status}`],
    where: rootCause.line ? `${template.path}:${rootCause.line}` : where,
    ...(known ? { cause: known.cause, commands: known.commands } : {}),
    ...(known || left ? { fix: [known?.fix ?? codes[code].fix, left].filter(Boolean).join(' ') } : {}),
  })
}

// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html
const whoDeleted = (region: string): string =>
  `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=DeleteStack --region ${region}`

/** An update that this run cancelled: CloudFormation's own words of it say nothing. */
function tooSlow({ stack, timeLimit }: Assembly, { status, startedAt, endedAt }: Operation): StageOutcome {
  const left = status.startsWith('UPDATE_ROLLBACK_COMPLETE') ? 'the old version is back' : `it ended as ${status}`
  return told(`the update did not end within ${spoken(timeLimit)} and was cancelled; ${left}`, stack, {
    code: 'TIME_LIMIT_CANCELLED',
    evidence: [`${stack}: ${status}`, `begun ${startedAt}, ended ${endedAt}`],
    where: stack,
    fix: codes.TIME_LIMIT_CANCELLED.fix,
  })
}

/** How to leave the state that `on-deploy-failure: keep` ends in: no deployment can start from it. */
function wayOn({ stack, region }: Assembly, status: string): string | undefined {
  const admission = admit(status)
  if (admission.do !== 'refuse' || admission.recovery !== 'rollback-paused') return undefined
  return `What was made is kept until it is rolled back: ${admission.command} ${stack} --region ${region}, or \`recover: [rollback-paused]\` before the next deployment.`
}

function told(title: string, stack: string, more: Partial<Finding>): StageOutcome {
  const finding: Finding = { severity: 'critical', code: 'DEPLOY_FAILED', title, ...more }
  const { code = 'DEPLOY_FAILED', fix } = finding
  return { phase: 'failed', code, reason: `${stack}: ${title}`, findings: [finding], ...(fix ? { fix } : {}) }
}
