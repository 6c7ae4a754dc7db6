import type { Config, StackConfig } from '../config/config.ts'
import type { Policies } from '../domain/policies.ts'
import { Failure } from '../foundation/failure.ts'
import type { Ports } from '../ports/index.ts'

const MINUTE_MS = 60_000

/** How the configuration wants a stack to be planned and executed. */
export async function policiesOf(stack: StackConfig, { recover }: Config, ports: Ports): Promise<Policies> {
  const {
    nestedChangeSets,
    drift,
    mode,
    onDeployFailure,
    onTimeLimit,
    allow,
    notificationArns,
    terminationProtection,
    bucket,
    prefix,
  } = stack
  const stackPolicy = await policyText(stack, ports)
  return {
    nestedChangeSets,
    drift,
    mode,
    onDeployFailure,
    onTimeLimit,
    recover,
    allow,
    ...(notificationArns === undefined ? {} : { notificationArns }),
    ...(stack.monitor ? { monitor: { minutes: stack.monitor.for / MINUTE_MS, alarms: stack.monitor.alarms } } : {}),
    ...(terminationProtection === undefined ? {} : { terminationProtection }),
    ...(stackPolicy === undefined ? {} : { stackPolicy }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(prefix === undefined ? {} : { prefix }),
  }
}

async function policyText({ name, stackPolicy: path }: StackConfig, { files }: Ports): Promise<string | undefined> {
  if (path === undefined) return undefined
  const text = await files.read(path)
  if (text !== undefined) return text
  throw new Failure(`There is no stack policy ${path}.`, {
    code: 'POLICY_MISSING',
    fix: `Check \`stack-policy\` of stack ${name}; the path is relative to the root of the repository.`,
  })
}
