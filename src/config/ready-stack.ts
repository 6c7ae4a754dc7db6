import { posix } from 'node:path'
import type { EngineItem } from '../engines/index.ts'
import { milliseconds } from '../foundation/duration.ts'
import type { FromSchema } from '../foundation/schema.ts'
import type { Allow, Roles, StackConfig } from './config.ts'
import { namesIn } from './interpolate.ts'
import type { allow } from './policy-keys.ts'
import { type HooksData, hooksOf } from './ready-hooks.ts'
import type { stackKeys } from './stack-keys.ts'

/** A stack as the schema has proved it to be, with defaults filled in. */
export type StackData = EngineItem &
  FromSchema<{ type: 'object'; required: ['name']; properties: typeof stackKeys }> & {
    readonly hooks?: HooksData
  }
/** `allow` of a stack or of the file. */
export type AllowData = FromSchema<typeof allow>

/** The keys of roles, of a stack or of the file. */
export interface RoleData {
  readonly 'role-to-assume'?: string
  readonly 'plan-role'?: string
}

/** The roles of jobs in the words of the code. */
export const rolesOf = ({ 'role-to-assume': deploy, 'plan-role': plan }: RoleData): Roles => ({
  ...(deploy === undefined ? {} : { deploy }),
  ...(plan === undefined ? {} : { plan }),
})

/** What the file says for every stack. */
interface Shared extends RoleData {
  readonly region?: string
  readonly account?: string
  readonly allow: AllowData
}

/** Which parameters of a stack hold a secret, which of those have no value yet, and which wait for outputs of other stacks. */
interface Lists {
  readonly secret: readonly string[]
  readonly late: readonly string[]
  readonly open: readonly string[]
}

/** A stack in the words of the code. */
export function stackOf(stack: StackData, file: Shared, { secret, late, open }: Lists): StackConfig {
  const region = stack.region ?? file.region
  const account = stack.account ?? file.account
  const common: Omit<StackConfig, keyof EngineItem> = {
    name: stack.name,
    parameters: Object.fromEntries(Object.entries(stack.parameters).filter(([name]) => !late.includes(name))),
    secretParameters: secret,
    ...(late.length === 0 ? {} : { lateParameters: late }),
    openParameters: open,
    roles: { ...rolesOf(file), ...rolesOf(stack) },
    parameterFiles: stack['parameters-file'],
    dependsOn: dependenciesOf(stack, open),
    withCredentials: stack.synthesize === 'with-credentials',
    timeLimit: milliseconds(stack['time-limit']),
    onDeployFailure: stack['on-deploy-failure'],
    onTimeLimit: stack['on-time-limit'],
    nestedChangeSets: stack['nested-change-sets'],
    drift: stack.drift,
    mode: stack.mode,
    allow: allowed([stack.allow, file.allow]),
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
    ...(stack['outputs-file'] === undefined
      ? {}
      : { outputsFile: { path: posix.normalize(stack['outputs-file']), format: stack['outputs-format'] } }),
    ...(stack.bucket === undefined ? {} : { bucket: stack.bucket }),
    ...(stack.prefix === undefined ? {} : { prefix: stack.prefix }),
    ...(stack.hooks === undefined ? {} : { hooks: hooksOf(stack.hooks) }),
    ...kept(stack),
  }
  // The schema has proved that kind and options fit each other.
  return { ...common, kind: stack.kind, options: stack.options } as StackConfig
}

const dependenciesOf = (stack: StackData, open: readonly string[]): readonly string[] => [
  ...new Set([
    ...stack['depends-on'],
    ...open.flatMap((name) => namesIn(stack.parameters[name] ?? '').flatMap(({ name: path }) => stackNamed(path))),
  ]),
]

const stackNamed = (path: string): readonly string[] => {
  const [root, stack] = path.split('.')
  return root === 'outputs' && stack !== undefined ? [stack] : []
}

/** What CloudFormation stores with the stack, and keeps where nothing is said. */
const kept = (stack: StackData): Partial<StackConfig> => ({
  ...(stack.tags === undefined ? {} : { tags: stack.tags }),
  ...(stack.capabilities === undefined ? {} : { capabilities: stack.capabilities }),
  ...(stack['role-arn'] === undefined ? {} : { roleArn: stack['role-arn'] }),
  ...(stack['notification-arns'] === undefined ? {} : { notificationArns: stack['notification-arns'] }),
  ...(stack['termination-protection'] === undefined ? {} : { terminationProtection: stack['termination-protection'] }),
  ...(stack['stack-policy'] === undefined ? {} : { stackPolicy: stack['stack-policy'] }),
  ...(stack.monitor === undefined ? {} : { monitor: { for: milliseconds(stack.monitor.for), alarms: stack.monitor.alarms } }),
})

/** Everything that is let through, with every reason for it. */
function allowed(all: readonly AllowData[]): Allow {
  const ids = (key: 'replace' | 'remove' | 'broaden-iam' | 'secrets') => [...new Set(all.flatMap((each) => each[key]))]
  const reasons = [...new Set(all.flatMap(({ reason }) => reason?.trim() ?? []))]
  return {
    replace: ids('replace'),
    remove: ids('remove'),
    broadenIam: ids('broaden-iam'),
    ...(ids('secrets').length === 0 ? {} : { secrets: ids('secrets') }),
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
  }
}
