import { join } from 'node:path'
import type { Finding } from '../domain/finding.ts'
import type { Monitor } from '../domain/policies.ts'
import { Failure } from '../foundation/failure.ts'
import { type Fields, fields } from '../foundation/json.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from '../stack/core.ts'
import type { Published, PublishedStack, Publishing, Target } from './engine.ts'
import { ownBucket, sameAsDeployed, upload } from './serverless-bucket.ts'
import { type Build, buildIn, namedBucket } from './serverless-build.ts'
import type { Options } from './serverless-tool.ts'

const OWN_BUCKET_FIX =
  'Make a bucket for deployments and name it in `provider.deploymentBucket` of the service: then everything is planned at once.'

/** Uploads a packaging, where the bucket for it is there, and says what its stack is. */
export async function published(target: Target<Options>, publishing: Publishing): Promise<Published> {
  const { region, options, system } = target
  const build = await buildIn(publishing.ports.files, publishing.folder)
  const core = publishing.core({ region })
  const found = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(build.stack, core.signal))
  const stack = found && !GONE.test(found.status) ? found : undefined
  const own = stackOf(build, region)
  const findings = [...(options.finish ? [finishing(system)] : []), ...encrypted(build.provider, system)]
  const [bucket, body] = await Promise.all([
    namedBucket(build.provider) ?? (stack && demandBucket(core, build, stack)),
    stack && patiently(core, READ_LIMIT, () => core.cloudformation.template(stack.id, core.signal)),
  ])
  if (!bucket) return { stacks: [{ ...own, ...beginning(build) }], findings }
  const same = body !== undefined && (await sameAsDeployed(core, build, { body, bucket, publishing }))
  if (same) return { stacks: [{ ...own, ...asDeployed(same) }], findings }
  const { artifacts, ...template } = await upload(core, build, bucket, publishing)
  return { stacks: [{ ...own, template: { path: join('.serverless', WHOLE), ...template }, artifacts }], findings }
}

/** A stack in one of these has no bucket yet, or none any more. */
const GONE = /^(?:REVIEW_IN_PROGRESS|ROLLBACK_\w+|DELETE_\w+|CREATE_FAILED)$/
const WHOLE = 'cloudformation-template-update-stack.json'

async function demandBucket(core: Core, { stack }: Build, found: StackDescription): Promise<string> {
  const bucket = await ownBucket(core, found)
  if (bucket) return bucket
  throw new Failure(`Stack ${stack} is there, and has no bucket of the Serverless Framework.`, {
    code: 'BUILD_INVALID',
    fix: OWN_BUCKET_FIX,
  })
}

type Rest = Pick<PublishedStack, 'template' | 'artifacts' | 'unchanged' | 'first'>

/** Without a bucket nothing can be uploaded, and what is not uploaded cannot be planned. */
function beginning({ first, stack }: Build): Rest {
  if (first === undefined)
    throw new Failure(`The build of ${stack} does not say which bucket it needs.`, { code: 'BUILD_INVALID' })
  const path = join('.serverless', 'cloudformation-template-create-stack.json')
  const why = 'the bucket that its packages go to is made by its own stack, which is not there yet'
  return { template: { path, body: first }, artifacts: [], first: { why, fix: OWN_BUCKET_FIX } }
}

/** What is deployed is planned again, so that what the configuration changes beside it is still seen. */
const asDeployed = ({ body, artifacts }: { readonly body: string; readonly artifacts: Rest['artifacts'] }): Rest => ({
  template: { path: 'the template that is deployed', body },
  artifacts,
  unchanged: 'templates and packages are those that are deployed, but for the time of packaging',
})

/** What the state says of the stack, as the framework sends it. https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml */
function stackOf({ stack: name, stage, provider, template }: Build, region: string) {
  const { stackTags, iam, cfnRole, notificationArns, stackParameters, rollbackConfiguration, stackPolicy } = provider
  const own = Object.fromEntries(Object.entries(fields(stackTags)).map(([key, value]) => [key, String(value)]))
  const named = Object.keys(own).some((key) => key.toLowerCase() === 'stage')
  const role = fields(iam)['deploymentRole'] ?? cfnRole
  const monitor = monitorIn(fields(rollbackConfiguration))
  const statements = Array.isArray(stackPolicy) && stackPolicy.length > 0 ? stackPolicy : undefined
  return {
    name,
    region,
    needs: [],
    tags: { ...(named ? {} : { STAGE: stage }), ...own },
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', ...(template['Transform'] ? ['CAPABILITY_AUTO_EXPAND'] : [])],
    parameters: Object.fromEntries(
      listIn(stackParameters).flatMap(({ ParameterKey: key, ParameterValue: value }) =>
        typeof key === 'string' && value !== undefined ? [[key, String(value)]] : [],
      ),
    ),
    notificationArns: textsIn(notificationArns),
    ...(typeof role === 'string' ? { roleArn: role } : {}),
    ...(monitor ? { monitor } : {}),
    ...(statements ? { stackPolicy: JSON.stringify({ Statement: statements }) } : {}),
  }
}

const listIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : [])
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

function monitorIn({ RollbackTriggers, MonitoringTimeInMinutes }: Fields): Monitor | undefined {
  const alarms = textsIn(listIn(RollbackTriggers).map(({ Arn }) => Arn))
  return alarms.length > 0 ? { minutes: Number(MonitoringTimeInMinutes ?? 0), alarms } : undefined
}

const finishing = (system: string): Finding => ({
  severity: 'medium',
  title: `After the deployment of ${system} the command \`deploy\` of the Serverless Framework runs`,
  cause: '`finish: true` is set.',
  impact: 'It runs code of the repository and of plugins with the credentials of the deployment; no plan shows what that does.',
  fix: 'Leave `finish` out where no plugin needs it.',
  where: system,
})

/** The bucket's own encryption is used for everything. */
function encrypted(provider: Fields, system: string): readonly Finding[] {
  const wanted = fields(provider['deploymentBucketObject'])
  if (!wanted['serverSideEncryption'] && !wanted['sseKMSKeyId'] && !wanted['sseCustomerKey']) return []
  return [
    {
      severity: 'low',
      title: `What ${system} stores is encrypted as its bucket does by default`,
      cause: '`provider.deploymentBucket` asks for an encryption of each object.',
      impact: 'A bucket with another default encrypts otherwise than asked, and one that demands the header refuses.',
      fix: 'Make that encryption the default of the bucket.',
      where: system,
    },
  ]
}
