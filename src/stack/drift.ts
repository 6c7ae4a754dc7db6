import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import type { Drift, StackDescription } from '../ports/cloudformation.ts'
import { type Core, everyPage, patiently, READ_LIMIT } from './core.ts'

const FIRST_LOOK_MS = 1000
const LONGEST_LOOK_MS = 10_000
// A detection reads every resource; one that takes longer than this is not coming.
const DETECTION_LIMIT_MS = 15 * 60_000

/** Does what the configuration says of drift: tells of it, lets it block, or answers whether this deployment puts it back. */
export async function heedDrift(
  core: Core,
  { stack, policies: { drift } }: Assembly,
  { id }: StackDescription,
  tell: (finding: Finding) => void,
): Promise<boolean> {
  if (drift === 'ignore') return false
  const found = await drifted(core, id)
  core.say(`${stack}: ${found.length > 0 ? `${found.length} drifted` : 'no drift'}`)
  for (const one of found) tell(driftFinding(stack, one, drift === 'revert'))
  if (found.length === 0 || drift === 'report') return false
  if (drift === 'revert') return true
  const names = found.map(({ logicalId }) => logicalId).join(', ')
  throw new Failure(`Stack ${stack}: changed outside CloudFormation: ${names}. Nothing was planned.`, { code: 'DRIFT_FOUND' })
}

/**
 * What has been changed behind CloudFormation's back.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html
 */
async function drifted(core: Core, stack: string): Promise<readonly Drift[]> {
  const id = await patiently(core, READ_LIMIT, () => core.cloudformation.detectDrift(stack, core.signal))
  await detected(core, stack, id)
  const pages = await everyPage(core, (next) => core.cloudformation.drifts(stack, core.signal, next))
  return pages.flatMap(({ drifts }) => drifts)
}

async function detected(core: Core, stack: string, id: string): Promise<void> {
  const end = core.clock.now().getTime() + DETECTION_LIMIT_MS
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 1.5, LONGEST_LOOK_MS)) {
    const state = await patiently(core, READ_LIMIT, () => core.cloudformation.driftDetected(id, core.signal))
    if (state === 'done') return
    if (state !== 'running')
      throw new Failure(`Stack ${stack}: drift could not be looked for: ${state.failed}`, { code: 'DRIFT_UNKNOWN' })
    if (core.clock.now().getTime() > end) {
      throw new Failure(`Stack ${stack}: drift was not found out after ${spoken(DETECTION_LIMIT_MS)}.`, { code: 'DRIFT_UNKNOWN' })
    }
    core.say(`${stack}: looking for drift`)
    await core.clock.sleep(wait, core.signal)
  }
}

/** A drifted resource as a person must know it. Values are left out: they may be secrets that nobody declared. */
const driftFinding = (stack: string, { logicalId, type, status, differences }: Drift, reverts: boolean): Finding => ({
  severity: 'medium',
  code: 'DRIFT_FOUND',
  title: `${stack}/${logicalId} (${type}) was ${status === 'DELETED' ? 'deleted' : 'changed'} outside CloudFormation`,
  impact: 'This deployment works on a resource that is not as its template says.',
  fix: reverts
    ? 'Nothing: this deployment puts it back.'
    : 'Take the change into the template, or set `drift: revert` for the stack to put it back.',
  where: `${stack}/${logicalId}`,
  ...(differences.length > 0 ? { evidence: differences.map(({ path }) => path) } : {}),
})
