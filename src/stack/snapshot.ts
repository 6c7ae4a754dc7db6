import type { Assembly, Monitor, Policies } from '../domain/stack.ts'
import { sha256 } from '../foundation/digest.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { allResources } from './resources.ts'

/** A stack as it was before a deployment: all that leads back to it, and nothing that AWS keeps secret. */
export interface Snapshot {
  readonly stack: string
  readonly region: string
  /** The stack's last change then. */
  readonly changedAt: string
  readonly template: string
  readonly parameters: Readonly<Record<string, string>>
  /** Parameters whose values cannot be read back. */
  readonly hidden: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly notificationArns: readonly string[]
  readonly roleArn?: string
  readonly monitor?: Monitor
  readonly policy?: string
  /** The templates of nested stacks by their logical path, to be looked at: their root's template says where they come from. */
  readonly nested: Readonly<Record<string, string>>
}

// What CloudFormation shows in place of a NoEcho value.
const HIDDEN = /^\*{4,}$/

/** Reads back what a stack is made of. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export async function snapshotOf(core: Core, region: string, stack: StackDescription): Promise<Snapshot> {
  const { cloudformation, signal } = core
  const [template, policy, resources] = await Promise.all([
    patiently(core, READ_LIMIT, () => cloudformation.template(stack.id, signal)),
    patiently(core, READ_LIMIT, () => cloudformation.policy(stack.id, signal)),
    allResources(core, stack.id),
  ])
  const children = resources.flatMap((r) =>
    r.type === 'AWS::CloudFormation::Stack' && r.physicalId ? [{ ...r, id: r.physicalId }] : [],
  )
  const nested: Record<string, string> = {}
  for (const { logicalId, id } of children)
    nested[logicalId] = await patiently(core, READ_LIMIT, () => cloudformation.template(id, signal))
  const hidden = Object.keys(stack.parameters).filter((name) => HIDDEN.test(stack.parameters[name] ?? ''))
  return {
    stack: stack.name,
    region,
    changedAt: stack.changedAt,
    template,
    parameters: Object.fromEntries(Object.entries(stack.parameters).filter(([name]) => !hidden.includes(name))),
    hidden,
    tags: stack.tags,
    capabilities: stack.capabilities,
    notificationArns: stack.notificationArns,
    nested,
    ...(stack.roleArn ? { roleArn: stack.roleArn } : {}),
    ...(stack.monitor ? { monitor: stack.monitor } : {}),
    ...(policy ? { policy } : {}),
  }
}

/** The way back as something that can be planned like any other change. What is hidden keeps the value that the stack has. */
export const wayBack = (snapshot: Snapshot, timeLimit: number, policies: Policies): Assembly => ({
  stack: snapshot.stack,
  region: snapshot.region,
  template: { path: `the template of ${snapshot.changedAt}`, body: snapshot.template, sha256: sha256(snapshot.template) },
  parameters: snapshot.parameters,
  secretParameters: [],
  tags: snapshot.tags,
  capabilities: snapshot.capabilities,
  dependsOn: [],
  timeLimit,
  policies,
  ...(snapshot.roleArn ? { roleArn: snapshot.roleArn } : {}),
})
