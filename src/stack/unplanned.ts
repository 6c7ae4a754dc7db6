import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { ChangeSetPage, EarlyFailure } from '../ports/cloudformation.ts'
import { deepest } from './changes.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { explain } from './reasons.ts'

/** Why a change set failed: what was found in it before anything was made, else what CloudFormation says itself. */
export async function unplanned(core: Core, { stack, region }: Assembly, failed: ChangeSetPage | undefined): Promise<Failure> {
  const page = failed && (await deepest(core, failed))
  const found = page ? (await early(core, page.id)).filter(({ warning }) => !warning) : []
  const reason = found[0] ? said(found[0]) : (page?.reason ?? 'no reason given')
  const { type = '', logicalId = '' } = found[0] ?? {}
  const known = explain(found[0]?.reason ?? reason, { type, logicalId, status: 'FAILED', stack, region })
  const evidence = [...(known ? [known.cause, ...known.commands] : []), ...found.slice(1).map(said)]
  return new Failure(
    `Stack ${stack}: the change set failed: ${[reason, ...(evidence.length > 0 ? [evidence.join('\n')] : [])].join('\n\n')}`,
    {
      code: 'PLAN_FAILED',
      ...(known ? { fix: known.fix } : {}),
    },
  )
}

const HINT = /hook|validation/i

/** What CloudFormation warns of in a change set that can be executed. It is asked only where the status reason hints at it. */
export async function warnings(core: Core, stack: string, page: ChangeSetPage): Promise<readonly Finding[]> {
  if (!HINT.test(page.reason ?? '')) return []
  const found = (await early(core, page.id)).filter(({ warning }) => warning)
  return found.map((one) => ({
    severity: 'medium',
    title: said(one),
    cause: 'CloudFormation checked the change set before anything is made.',
    ...(one.logicalId ? { where: `${stack}/${one.logicalId}` } : { where: stack }),
  }))
}

/** A region or an emulator that does not know the call, or a role that may not make it, leaves only the reason of the change set. */
async function early(core: Core, changeSetId: string): Promise<readonly EarlyFailure[]> {
  const asked = await attempt(() =>
    patiently(core, READ_LIMIT, () => core.cloudformation.earlyFailures(changeSetId, core.signal)),
  )
  core.signal.throwIfAborted()
  if ('value' in asked) return asked.value
  core.say(`What was found before anything was made cannot be read: ${asked.failure.message}`)
  return []
}

function said({ logicalId, type, what, reason }: EarlyFailure): string {
  const resource = logicalId ? `${logicalId}${type ? ` (${type})` : ''}: ` : ''
  return `${resource}${reason || 'no reason given'} [${what}]`
}
