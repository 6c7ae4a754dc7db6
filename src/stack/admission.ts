import type { Finding } from '../domain/finding.ts'
import type { Recovery } from '../domain/policies.ts'
import type { Assembly } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { recover } from './recover.ts'
import { type Admission, admit } from './statuses.ts'
import { isCancel, type RunKey, recoverToken } from './tokens.ts'

const FIRST_LOOK_MS = 600
const LONGEST_LOOK_MS = 15_000

/** What a plan starts from: the stack as it is, and our own operation where one is still under way. */
export interface Admitted {
  readonly stack?: StackDescription
  readonly joins?: string
}

/** Who asks, and who is told what was done to the stack before it could be planned. */
export interface Asking {
  readonly run: RunKey
  /** How the tokens of this run's operations begin. */
  readonly prefix: string
  /** Told before it is sent, and without a finding when that was refused after all. */
  mended(recovery: Recovery, finding?: Finding): Promise<void>
}

/**
 * Joins the operation of this run, known by the beginning of its token; waits for somebody else's; mends what may be mended without
 * asking; refuses what no deployment can start from.
 */
export async function admitted(
  core: Core,
  assembly: Assembly,
  found: StackDescription | undefined,
  asking: Asking,
): Promise<Admitted> {
  if (found && admit(found.status).do === 'wait') {
    const joins = await underWay(core, found, asking.prefix)
    if (joins) return { stack: found, joins }
  }
  const stack = await usable(core, assembly, found, asking)
  return stack ? { stack } : {}
}

/** The stack once a deployment can start from it. Each way out is tried once. */
async function usable(
  core: Core,
  assembly: Assembly,
  found: StackDescription | undefined,
  asking: Asking,
): Promise<StackDescription | undefined> {
  const tried: Recovery[] = []
  let stack = found
  for (;;) {
    const admission = admit(stack?.status)
    if (!stack || (admission.do !== 'wait' && admission.do !== 'refuse')) return stack
    if (admission.do !== 'refuse') {
      stack = await idle(core, assembly, stack)
      continue
    }
    const { recovery } = admission
    if (!recovery || tried.includes(recovery) || !assembly.policies.recover.includes(recovery))
      throw stuck(assembly, stack.status, admission, tried)
    tried.push(recovery)
    stack = await recovered(core, assembly, { stack, recovery, why: admission.why }, asking)
  }
}

type Refusal = Extract<Admission, { readonly do: 'refuse' }>

function stuck(
  { stack, region }: Assembly,
  status: string,
  { why, command, recovery }: Refusal,
  tried: readonly Recovery[],
): Failure {
  const after = tried.length > 0 ? ` That is where ${tried.join(', then ')} ended.` : ''
  const allows =
    recovery && !tried.includes(recovery)
      ? ` With \`recover: [${recovery}]\` in the configuration this is done without asking.`
      : ''
  return new Failure(`Stack ${stack} is ${status}: ${why}.${after}${allows}`, {
    code: 'STACK_STUCK',
    fix: `${command} ${stack} --region ${region}`,
  })
}

interface Stuck {
  readonly stack: StackDescription
  readonly recovery: Recovery
  readonly why: string
}

function recovered(core: Core, { timeLimit }: Assembly, { stack, recovery, why }: Stuck, { run, mended }: Asking) {
  const { name, status } = stack
  return recover(core, {
    stack,
    recovery,
    token: recoverToken(run, stack),
    limit: timeLimit,
    async sending(doing) {
      if (doing === undefined) return mended(recovery)
      core.say(`${name} is ${status}: ${why}; ${doing} (recover: ${recovery})`)
      await mended(recovery, {
        severity: 'medium',
        title: `${name} was ${status}: ${doing} was asked for before the plan`,
        cause: `Found so: ${why}.`,
        fix: `Take ${recovery} out of \`recover\` in the configuration where this must not be done without asking.`,
        where: name,
      })
    },
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

/** The stack once no operation is under way on it any more. */
export async function idle(
  core: Core,
  assembly: Pick<Assembly, 'stack' | 'timeLimit'>,
  first: StackDescription,
): Promise<StackDescription | undefined> {
  const end = core.clock.now().getTime() + assembly.timeLimit
  let stack: StackDescription | undefined = first
  for (let wait = FIRST_LOOK_MS; admit(stack?.status).do === 'wait'; wait = Math.min(wait * 2, LONGEST_LOOK_MS)) {
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
