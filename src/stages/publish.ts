import { folderDigest } from '../artifacts/folder-digest.ts'
import type { StackConfig } from '../config/config.ts'
import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { engineOf, type PublishedStack } from '../engines/index.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { outline } from '../stack/template.ts'
import { bound } from './artifacts.ts'
import { demandBuild, publishingOf, targetOf } from './builds.ts'
import { exchanged } from './exchanged.ts'
import { arranged } from './order.ts'
import { parametersOf } from './parameters.ts'
import { picked } from './picked.ts'
import { policiesOf } from './policies.ts'
import { ownRole } from './roles.ts'
import type { StageContext } from './stage.ts'

/** Has every engine publish what it made. From here on the run knows its stacks, in an order in which they can be deployed. */
export async function publish(context: StageContext): Promise<readonly Finding[]> {
  await demandBuild(context)
  const made = await Promise.all(context.config.stacks.map((stack) => publishedBy(stack, context)))
  const whole = made.flatMap((each) => each.assemblies)
  const { worked: assemblies, leftOut } = picked(whole, context.config.picked)
  if (leftOut.length > 0) context.ports.runner.info(`Left out: ${leftOut.map(({ stack }) => stack).join(', ')}`)
  const twice = assemblies.find(({ stack }, index) => assemblies.findIndex((other) => other.stack === stack) < index)
  if (twice) {
    const both = assemblies.filter(({ stack }) => stack === twice.stack)
    const systems = [...new Set(both.map(({ system }) => system))].join(' and of ')
    const regions = [...new Set(both.map(({ region }) => region))]
    const where = regions.length > 1 ? `, in ${regions.join(' and ')}: in one run the name alone tells stacks apart` : ''
    throw new Failure(`Stack ${twice.stack} comes out of ${systems} more than once${where}.`, {
      code: 'STACK_TWICE',
      ...(regions.length > 1 ? { fix: 'Deploy each region in a run of its own, with the input `region` or `stacks`.' } : {}),
    })
  }
  const all = await Promise.all(assemblies.map((assembly) => bound(context, assembly)))
  const { linked, because } = await exchanged(
    context,
    all.map(({ assembly }) => assembly),
  )
  await context.arrange(
    arranged(linked, because),
    leftOut.map(({ stack, region }) => ({ name: stack, region })),
  )
  return [...made, ...all].flatMap(({ findings }) => findings)
}

/** Has the engine of one entry publish what it made. */
export async function publishedBy(stack: StackConfig, context: StageContext) {
  const target = await targetOf(stack, context)
  const { ports, signal } = context
  const place = publishingOf(stack, context)
  const { stacks, findings } = await engineOf(stack.kind).publish(target, place)
  const given = await parametersOf(stack, context)
  const policies = await policiesOf(stack, context.config, ports)
  const build = stacks.some(({ first }) => first) ? await folderDigest(ports.files, place.folder, signal) : ''
  const role = ownRole(context.config, context.run(), stack.name)
  const known = { given, policies, alone: stacks.length === 1, build }
  return { assemblies: stacks.map((published) => ({ ...assemblyOf(stack, published, known), ...role })), findings }
}

interface Known {
  readonly given: Awaited<ReturnType<typeof parametersOf>>
  readonly policies: Assembly['policies']
  /** Whether the system is this one stack. */
  readonly alone: boolean
  /** The sha256 of the build, where something is still to be published from it. */
  readonly build: string
}

/** A stack as the tool made it, under what the configuration says. */
function assemblyOf(stack: StackConfig, published: PublishedStack, { given, policies, alone, build }: Known): Assembly {
  const { name, region, template, needs, artifacts, assume, unchanged, first, adopted, commands } = published
  const open = (parameter: string) => stack.openParameters.includes(parameter)
  const takes = alone ? () => true : declaredIn(template.body)
  const named = Object.entries(given.parameters).filter(([parameter]) => takes(parameter))
  const late = (given.lateParameters ?? []).filter(takes)
  const tags = stack.tags ?? published.tags
  const capabilities = acknowledged(stack.capabilities, published.capabilities)
  const roleArn = stack.roleArn ?? published.roleArn
  const account = stack.account ?? published.account
  return {
    stack: name,
    system: stack.name,
    region,
    template: { ...template, sha256: sha256(template.body) },
    parameters: { ...published.parameters, ...Object.fromEntries(named.filter(([parameter]) => !open(parameter))) },
    open: Object.fromEntries(named.filter(([parameter]) => open(parameter))),
    secretParameters: given.secretParameters.filter(takes),
    ...(late.length === 0 ? {} : { lateParameters: late }),
    dependsOn: [...needs, ...stack.dependsOn],
    artifacts,
    timeLimit: stack.timeLimit,
    policies: { ...wishesOf(published), ...policies },
    ...(assume ? { assume } : {}),
    ...(account ? { account } : {}),
    ...(tags ? { tags } : {}),
    ...(capabilities ? { capabilities } : {}),
    ...(roleArn ? { roleArn } : {}),
    ...(unchanged === undefined ? {} : { unchanged }),
    ...(first ? { rest: { ...first, build } } : {}),
    ...(adopted ? { adopted } : {}),
    ...(commands ? { commands } : {}),
  }
}

/**
 * What the configuration acknowledges, else what the tool does. Macros stay acknowledged where the tool's templates have some.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
function acknowledged(ours: readonly string[] | undefined, tools: readonly string[] | undefined) {
  const macros = tools?.filter((capability) => capability === 'CAPABILITY_AUTO_EXPAND') ?? []
  return ours ? [...new Set([...ours, ...macros])] : tools
}

const wishesOf = ({ notificationArns, monitor, terminationProtection, stackPolicy }: PublishedStack) => ({
  ...(notificationArns === undefined ? {} : { notificationArns }),
  ...(monitor === undefined ? {} : { monitor }),
  ...(terminationProtection === undefined ? {} : { terminationProtection }),
  ...(stackPolicy === undefined ? {} : { stackPolicy }),
})

/** Of a system of stacks each gets the parameters that its template declares. */
function declaredIn(body: string): (parameter: string) => boolean {
  const { Parameters: declared } = outline(body).data as { readonly Parameters?: object }
  return (parameter) => declared !== undefined && Object.hasOwn(declared, parameter)
}
