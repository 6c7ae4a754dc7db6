import type { Assembly, RootCause } from '../domain/stack.ts'
import { inside } from '../foundation/json.ts'
import type { StackResource } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { nestedIn, ownResources } from './resources.ts'
import { outline } from './template.ts'

/** What answers for a custom resource, and where that writes its log; or why no log can be named. */
export type Backing = { readonly group: string; readonly stream?: string } | { readonly why: string }

const FUNCTIONS = ['AWS::Lambda::Function', 'AWS::Serverless::Function']
// The providers of the AWS CDK end their reasons with the group of the function that failed.
const GROUP_SAID = /\bLogs: (\/aws\/lambda\/[\w-]{1,140})(?![\w-])/
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html
const STREAM_SAID = /CloudWatch Log Stream: (\d{4}\/\d\d\/\d\d\/[^\s:*]{1,400})/

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html */
export const isCustom = (type: string): boolean => type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::')

/** Finds what is behind a failed custom resource: by its reason, or by its service token in the template of its stack. */
export async function backingOf(core: Core, stackId: string, assembly: Assembly, cause: RootCause): Promise<Backing> {
  const stream = STREAM_SAID.exec(cause.reason)?.[1]
  const within = stream === undefined ? {} : { stream }
  const said = GROUP_SAID.exec(cause.reason)?.[1]
  if (said !== undefined) return { group: said, ...within }
  const place = await placeOf(core, stackId, assembly, cause.path)
  if (!place) return { why: 'the stack that holds it cannot be seen any more' }
  const token = resolved(place, propertyOf(place, cause.logicalId, 'ServiceToken'))
  if (!token?.startsWith('arn:')) return { why: 'what its ServiceToken refers to cannot be seen from here' }
  const [, , service, region, account, ...rest] = token.split(':')
  if (service === 'sns') return { why: `it is answered by way of the SNS topic ${rest[0]}, which has no log to read` }
  const name = service === 'lambda' && rest[0] === 'function' ? rest[1] : undefined
  if (!name) return { why: 'its ServiceToken names no Lambda function' }
  if (region !== place.region || account !== place.account) return { why: `its function ${name} is of another account or region` }
  return { group: groupOf(place, name), ...within }
}

/** The stack that holds the resource: everything that a reference in its template can be resolved with. */
interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly stack: string
  readonly template: unknown
  readonly parameters: Readonly<Record<string, string>>
  readonly resources: ReadonlyMap<string, StackResource>
}

async function placeOf(core: Core, rootId: string, assembly: Assembly, path: readonly string[]): Promise<Place | undefined> {
  let id = rootId
  let resources = await ownResources(core, id)
  for (const logicalId of path.slice(1)) {
    const nested = nestedIn(resources).find((one) => one.logicalId === logicalId)
    if (!nested) return undefined
    id = nested.id
    resources = await ownResources(core, id)
  }
  const top = path.length <= 1
  const body = top
    ? assembly.template.body
    : await patiently(core, READ_LIMIT, () => core.cloudformation.template(id, core.signal))
  const described = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(id, core.signal))
  const [, partition = 'aws', , , account = ''] = described?.id.split(':') ?? []
  return {
    ...{ partition, account, region: assembly.region, stack: described?.name ?? '' },
    template: outline(body).data,
    parameters: { ...described?.parameters, ...(top ? assembly.parameters : {}) },
    resources: new Map(resources.map((one) => [one.logicalId, one])),
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
function groupOf(place: Place, name: string): string {
  const own = [...place.resources.values()].find(({ type, physicalId }) => FUNCTIONS.includes(type) && physicalId === name)
  const config = own && propertyOf(place, own.logicalId, 'LoggingConfig')
  return resolved(place, inside(config, 'LogGroup')) ?? `/aws/lambda/${name}`
}

const propertyOf = ({ template }: Place, logicalId: string, name: string): unknown =>
  [logicalId, 'Properties', name].reduce(inside, inside(template, 'Resources'))

/** The text that a value of the template stands for. Short tags are left out there: `!GetAtt A.Arn` reads as `A.Arn`. */
function resolved(place: Place, value: unknown): string | undefined {
  if (Array.isArray(value)) return typeof value[0] === 'string' ? referred(place, value.join('.')) : undefined
  if (typeof value !== 'string') {
    const inner = inside(value, 'Ref') ?? inside(value, 'Fn::GetAtt') ?? inside(value, 'Fn::Sub')
    return inner === undefined ? undefined : resolved(place, inner)
  }
  const text = value.replace(/\$\{([\w:.]{1,300})\}/g, (all, name: string) => referred(place, name) ?? all)
  return text.includes('${') ? undefined : (referred(place, text) ?? text)
}

/** What a parameter, a pseudo parameter, a resource or its ARN is called. */
function referred(place: Place, name: string): string | undefined {
  const { partition, region, account, stack, parameters, resources } = place
  const pseudo = new Map([
    ['AWS::Partition', partition],
    ['AWS::Region', region],
    ['AWS::AccountId', account],
    ['AWS::StackName', stack],
  ])
  if (pseudo.has(name)) return pseudo.get(name)
  if (Object.hasOwn(parameters, name)) return parameters[name]
  const [logicalId = '', attribute] = name.split('.')
  const { type = '', physicalId } = resources.get(logicalId) ?? {}
  return physicalId && attribute === 'Arn' && FUNCTIONS.includes(type)
    ? `arn:${partition}:lambda:${region}:${account}:function:${physicalId}`
    : physicalId
}
