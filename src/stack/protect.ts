import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { canonical, parsed } from '../foundation/json.ts'
import { attempt } from '../foundation/retry.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'

/** Whether the configuration says anything about how the stack is protected. */
export const asksProtection = ({ policies }: Assembly): boolean =>
  policies.terminationProtection !== undefined || policies.stackPolicy !== undefined

/**
 * Gives a stack that is as wanted the termination protection and the stack policy that the configuration asks for, where they
 * differ. Answers what was refused: then the protection that was asked for is not there. `protectedNow`: where this run has seen it.
 */
export async function protect(core: Core, assembly: Assembly, protectedNow?: boolean): Promise<readonly Finding[]> {
  const settings = [await protection(core, assembly, protectedNow), await policy(core, assembly)]
  const refused: Finding[] = []
  for (const one of settings) {
    const finding = one && (await settled(core, assembly, one))
    if (finding) refused.push(finding)
  }
  return refused
}

interface Setting {
  readonly what: string
  /** Shows or sets it by hand, without the name of the stack. */
  readonly command: string
  send(): Promise<void>
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
async function protection(core: Core, { stack, policies }: Assembly, known?: boolean): Promise<Setting | undefined> {
  const wanted = policies.terminationProtection
  if (wanted === undefined) return undefined
  if ((known ?? (await seen(core, stack))) === wanted) return undefined
  return {
    what: `termination protection ${wanted ? 'on' : 'off'}`,
    command: `update-termination-protection ${wanted ? '--enable' : '--no-enable'}-termination-protection`,
    send: () => core.cloudformation.protect(stack, wanted, core.signal),
  }
}

const seen = async (core: Core, stack: string): Promise<boolean | undefined> =>
  (await patiently(core, READ_LIMIT, () => core.cloudformation.describe(stack, core.signal)))?.terminationProtection

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
async function policy(core: Core, { stack, policies }: Assembly): Promise<Setting | undefined> {
  const wanted = policies.stackPolicy
  if (wanted === undefined) return undefined
  const read = await attempt(() => patiently(core, READ_LIMIT, () => core.cloudformation.policy(stack, core.signal)))
  core.signal.throwIfAborted()
  // One that may not be read may still be set, and setting what is there already changes nothing.
  if ('value' in read && read.value !== undefined && same(read.value, wanted)) return undefined
  return {
    what: 'stack policy',
    command: 'get-stack-policy',
    send: () => core.cloudformation.setPolicy(stack, wanted, core.signal),
  }
}

const same = (now: string, wanted: string): boolean =>
  now === wanted || (parsed(now) !== undefined && canonical(parsed(now)) === canonical(parsed(wanted)))

async function settled(core: Core, { stack, region }: Assembly, { what, command, send }: Setting): Promise<Finding | undefined> {
  const sent = await attempt(() => patiently(core, READ_LIMIT, send))
  core.signal.throwIfAborted()
  if ('value' in sent) {
    core.say(`${stack}: set: ${what}`)
    return undefined
  }
  const { code, message, fix } = sent.failure
  // Whatever else goes wrong says nothing of the stack.
  if (code !== 'ACCESS_DENIED' && code !== 'AWS_REFUSED') throw sent.failure
  return {
    severity: 'high',
    code: 'PROTECTION_FAILED',
    title: `${stack} is as its template says and not protected as asked: ${what} was refused`,
    cause: message,
    impact: `What the configuration asks for to protect ${stack} is not there.`,
    fix,
    commands: [`aws cloudformation ${command} --stack-name ${stack} --region ${region}`],
    where: stack,
  }
}
