import type { Assembly } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { admit } from './statuses.ts'
import { isCancel } from './tokens.ts'

const FIRST_LOOK_MS = 600
const LONGEST_LOOK_MS = 15_000

/** What a plan starts from: the stack as it is, and our own operation where one is still under way. */
export interface Admitted {
  readonly stack?: StackDescription
  readonly joins?: string
}

/**
 * Joins the operation of this run, known by the beginning of its token; waits for somebody else's; refuses what no deployment
 * can start from.
 */
export async function admitted(
  core: Core,
  assembly: Assembly,
  found: StackDescription | undefined,
  prefix: string,
): Promise<Admitted> {
  const admission = demand(assembly, found)
  if (!found || admission.do !== 'wait') return found ? { stack: found } : {}
  const joins = await underWay(core, found, prefix)
  if (joins) return { stack: found, joins }
  const stack = await idle(core, assembly, found)
  return stack ? { stack } : {}
}

function demand({ stack, region }: Assembly, found: StackDescription | undefined) {
  const admission = admit(found?.status)
  if (admission.do !== 'refuse') return admission
  throw new Failure(`Stack ${stack} is ${found?.status}: ${admission.why}.`, {
    code: 'STACK_STUCK',
    fix: `${admission.command} ${stack} --region ${region}`,
  })
}

/**
 * The token of the operation under way, if it is ours and nobody asked to cancel it. All events of an operation carry its token.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 */
async function underWay(core: Core, { id, status, reason }: StackDescription, prefix: string): Promise<string | undefined> {
  if (status.startsWith('DELETE') || (status.includes('ROLLBACK') && reason?.startsWith('User Initiated'))) return undefined
  const { events } = await patiently(core, READ_LIMIT, () => core.cloudformation.events(id, core.signal))
  const token = events[0]?.token
  return token?.startsWith(prefix) && !isCancel(token) ? token : undefined
}

async function idle(core: Core, assembly: Assembly, first: StackDescription): Promise<StackDescription | undefined> {
  const end = core.clock.now().getTime() + assembly.timeLimit
  let stack: StackDescription | undefined = first
  for (let wait = FIRST_LOOK_MS; demand(assembly, stack).do === 'wait'; wait = Math.min(wait * 2, LONGEST_LOOK_MS)) {
    if (core.clock.now().getTime() > end) {
      throw new Failure(`Stack ${assembly.stack} is still ${stack?.status} after ${spoken(assembly.timeLimit)}.`, {
        code: 'STACK_BUSY',
      })
    }
    core.say(`${assembly.stack}: another operation is under way (${stack?.status}); waiting for it`)
    await core.clock.sleep(wait, core.signal)
    stack = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(assembly.stack, core.signal))
  }
  return stack
}
