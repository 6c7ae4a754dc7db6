import type { Artifact } from '../domain/artifact.ts'
import type { Monitor } from '../domain/policies.ts'
import type { Assembly } from '../domain/stack.ts'
import { sha256 } from '../foundation/digest.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { DEEPEST, nestedIn, ownResources } from './resources.ts'
import { outline } from './template.ts'

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
  /** The stack policy, where the deployment sets one. */
  readonly policy?: string
  /** What it needs from buckets, as far as that was looked at. */
  readonly artifacts?: readonly Artifact[]
  /** The templates of nested stacks by their logical path, to be looked at: their root's template says where they come from. */
  readonly nested: Readonly<Record<string, string>>
}

/** The name of its file beside the record. */
export const snapshotName = (stack: string): string => `snapshot-${stack}.json`

// What CloudFormation shows in place of a NoEcho value.
const HIDDEN = /^\*{4,}$/
// What makes a nested stack; the resources of a template without it need not be listed.
const NESTS = /AWS::CloudFormation::Stack\b|AWS::Serverless::Application|Fn::Transform|AWS::Include/

/**
 * Reads back what a stack is made of that its description does not say; planning has mostly read the template already.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
export async function snapshotOf(
  core: Core,
  { region, policies }: Assembly,
  stack: StackDescription,
  known?: string,
): Promise<Snapshot> {
  const { cloudformation, signal } = core
  const [{ template, nested }, policy] = await Promise.all([
    withNested(core, stack.id, known),
    policies.stackPolicy === undefined ? undefined : patiently(core, READ_LIMIT, () => cloudformation.policy(stack.id, signal)),
  ])
  const { lookedUp = [] } = stack
  const foreign = defaultLookups(template)
  const hidden = Object.keys(stack.parameters).filter((name) => HIDDEN.test(stack.parameters[name] ?? ''))
  return {
    stack: stack.name,
    region,
    changedAt: stack.changedAt,
    template,
    parameters: Object.fromEntries(
      Object.entries(stack.parameters).filter(([name]) => !hidden.includes(name) && !(foreign(name) && !lookedUp.includes(name))),
    ),
    hidden,
    tags: stack.tags,
    capabilities: stack.capabilities,
    notificationArns: stack.notificationArns,
    nested: Object.fromEntries(nested),
    ...(stack.roleArn ? { roleArn: stack.roleArn } : {}),
    ...(stack.monitor ? { monitor: stack.monitor } : {}),
    ...(policy ? { policy } : {}),
  }
}

/**
 * Whether a parameter takes from Systems Manager what its default names. Where an answer does not tell name and value apart, the value
 * would be sent back as a name: then the default is right, as for every update.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html
 */
function defaultLookups(template: string): (name: string) => boolean {
  const { Parameters: declared = {} } = outline(template).data as { readonly Parameters?: Readonly<Record<string, unknown>> }
  return (name) => {
    const { Type: type, Default: value } = { ...(Object.hasOwn(declared, name) ? (declared[name] as object) : {}) } as Declared
    return value !== undefined && String(type).startsWith('AWS::SSM::Parameter::')
  }
}

interface Declared {
  readonly Type?: unknown
  readonly Default?: unknown
}

interface Templates {
  readonly template: string
  readonly nested: readonly (readonly [path: string, template: string])[]
}

/** The template of a stack, and those of its nested stacks. */
async function withNested(core: Core, id: string, known?: string, depth = 0): Promise<Templates> {
  const template = known ?? (await patiently(core, READ_LIMIT, () => core.cloudformation.template(id, core.signal)))
  if (!NESTS.test(template) || depth === DEEPEST) return { template, nested: [] }
  const children = nestedIn(await ownResources(core, id))
  const nested = await Promise.all(
    children.map(async ({ logicalId, id: child }) => {
      const inner = await withNested(core, child, undefined, depth + 1)
      const below = inner.nested.map(([path, text]) => [`${logicalId}/${path}`, text] as const)
      return [[logicalId, inner.template] as const, ...below]
    }),
  )
  return { template, nested: nested.flat() }
}

/**
 * The way back as something that can be planned like any other change. What is hidden keeps the value that the stack has; alarms
 * are not watched, since those that ring because of the version that goes would undo the way back; nor is it ever cancelled.
 */
export const assemblyOfSnapshot = (snapshot: Snapshot, now: Assembly): Assembly => {
  const { timeLimit, policies, system, region, as, assume, account } = now
  const where = { system, region, ...(as ? { as } : {}), ...(assume ? { assume } : {}), ...(account ? { account } : {}) }
  const { stackPolicy: _new, ...kept } = policies
  return {
    ...where,
    stack: snapshot.stack,
    template: { path: `the template of ${snapshot.changedAt}`, body: snapshot.template, sha256: sha256(snapshot.template) },
    parameters: snapshot.parameters,
    secretParameters: [],
    tags: snapshot.tags,
    capabilities: snapshot.capabilities,
    open: {},
    artifacts: snapshot.artifacts ?? [],
    dependsOn: [],
    timeLimit,
    policies: {
      ...kept,
      drift: 'ignore',
      onDeployFailure: 'rollback',
      onTimeLimit: 'leave',
      notificationArns: snapshot.notificationArns,
      monitor: { minutes: 0, alarms: [] },
      ...(snapshot.policy === undefined ? {} : { stackPolicy: snapshot.policy }),
    },
    ...(snapshot.roleArn ? { roleArn: snapshot.roleArn } : {}),
  }
}
