import { parse } from 'yaml'
import { type Answer, actionOf, formOf, type Layer, type Message, refused, type Send, withForm } from './message.ts'

const VIRTUAL_HOST = /^https:\/\/(.+)\.s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com\/(.+)$/

/** Template addresses that name the bucket in the host, written in the form that MiniStack reads. */
export const templateAddresses: Layer = (message, next) => {
  const form = formOf(message)
  const [, bucket, region = 'us-east-1', key] = VIRTUAL_HOST.exec(form?.get('TemplateURL') ?? '') ?? []
  if (form === undefined || bucket === undefined) return next(message)
  form.set('TemplateURL', `https://s3.${region}.amazonaws.com/${bucket}/${key}`)
  return next(withForm(message, form))
}

/** Statuses that an update cannot start from. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
const NOT_UPDATABLE = /^(CREATE_FAILED|DELETE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED|UPDATE_ROLLBACK_FAILED)$|_IN_PROGRESS$/
const BUSY = /^(?!REVIEW_).*_IN_PROGRESS$/

/** Updates that CloudFormation refuses for the stack's status and MiniStack takes. */
export const refusals: Layer = async (message, next) => {
  const form = formOf(message)
  const action = actionOf(message)
  const forbidden =
    action === 'CreateChangeSet' && (form?.get('ChangeSetType') ?? 'UPDATE') === 'UPDATE'
      ? NOT_UPDATABLE
      : action === 'ExecuteChangeSet'
        ? BUSY
        : undefined
  if (form === undefined || forbidden === undefined) return next(message)
  const stack = form.get('StackName') ?? (await stackOf(message, form, next))
  const found = stack === undefined ? undefined : await ask(message, next, { Action: 'DescribeStacks', StackName: stack })
  const status = found === undefined ? '' : tag(found, 'StackStatus')
  if (!forbidden.test(status)) return next(message)
  return refused(message, 'ValidationError', `Stack:${tag(found ?? '', 'StackId')} is in ${status} state and can not be updated.`)
}

/** Masks the values of parameters with NoEcho in change sets, as CloudFormation does. */
export const maskedChangeSets: Layer = async (message, next) => {
  const answer = await next(message)
  const form = formOf(message)
  if (form === undefined || actionOf(message) !== 'DescribeChangeSet' || answer.status !== 200) return answer
  const secret = await secretParameters(message, form, next)
  const text = answer.body
    .toString()
    .replace(/<member>\s*<ParameterKey>([^<]*)<\/ParameterKey>[\s\S]*?<\/member>/g, (member, key) => {
      return secret.has(key) ? member.replace(/(<ParameterValue>)[^<]*/, '$1****') : member
    })
  return { ...answer, body: Buffer.from(text) } satisfies Answer
}

/**
 * Changes of nested stacks as CloudFormation tells them: an update never replaces a nested stack, which MiniStack holds possible.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-stack.html
 */
export const nestedChanges: Layer = async (message, next) => {
  const answer = await next(message)
  if (actionOf(message) !== 'DescribeChangeSet' || answer.status !== 200) return answer
  const text = answer.body.toString().replace(/<ResourceChange>[\s\S]*?<\/ResourceChange>/g, (change) => {
    if (!change.includes('<ResourceType>AWS::CloudFormation::Stack<')) return change
    return change
      .replace('<Replacement>Conditional<', '<Replacement>False<')
      .replaceAll('<RequiresRecreation>Conditionally<', '<RequiresRecreation>Never<')
  })
  return { ...answer, body: Buffer.from(text) } satisfies Answer
}

async function secretParameters(message: Message, form: URLSearchParams, send: Send): Promise<ReadonlySet<string>> {
  const named = Object.fromEntries([...form].filter(([key]) => key === 'StackName' || key === 'ChangeSetName'))
  const body = decoded(
    tag(await ask(message, send, { Action: 'GetTemplate', TemplateStage: 'Original', ...named }), 'TemplateBody'),
  )
  const parameters: Record<string, { NoEcho?: unknown }> = parse(body, { logLevel: 'silent' })?.Parameters ?? {}
  return new Set(Object.keys(parameters).filter((name) => String(parameters[name]?.NoEcho).toLowerCase() === 'true'))
}

async function stackOf(message: Message, form: URLSearchParams, send: Send): Promise<string | undefined> {
  const ChangeSetName = form.get('ChangeSetName') ?? ''
  return tag(await ask(message, send, { Action: 'DescribeChangeSet', ChangeSetName }), 'StackName') || undefined
}

async function ask(message: Message, send: Send, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await send(withForm(message, new URLSearchParams({ Version: '2010-05-15', ...fields })))
  return answer.body.toString()
}

function tag(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
}

function decoded(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", '#x27': "'", '#39': "'", amp: '&' }
  return text.replace(/&([#\w]+);/g, (whole, name) => entities[name] ?? whole)
}
