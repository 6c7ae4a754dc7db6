import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { TemplateSource } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'

/**
 * The longest template that fits into a request.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const MAX_BODY_BYTES = 51_200

/** Stacks that own a bucket for artifacts, and how they call it: the AWS SAM and the AWS CDK command lines make them. */
const SAM = { stack: 'aws-sam-cli-managed-default', output: 'SourceBucket', resource: 'SamCliSourceBucket' } as const
const OWNERS = [SAM, { stack: 'CDKToolkit', output: 'BucketName', resource: 'StagingBucket' }] as const

/** Where CloudFormation finds the template. */
export const sourceOf = ({ template: { body, url } }: Assembly): TemplateSource => (url === undefined ? { body } : { url })

/** The assembly with its template in a bucket where it does not fit into a request. */
export async function stored(core: Core, assembly: Assembly): Promise<Assembly> {
  const { template, region, policies } = assembly
  const bytes = Buffer.byteLength(template.body)
  if (bytes <= MAX_BODY_BYTES || template.url !== undefined) return assembly
  if (core.secrets.exposes(template.body)) {
    throw new Failure(`${template.path} holds a secret; it was not stored in a bucket.`, {
      code: 'SECRET_EXPOSED',
      fix: 'Take the value out of the template: a NoEcho parameter, or a dynamic reference to Secrets Manager.',
    })
  }
  const bucket = policies.bucket ?? (await toolBucket(core))
  if (!bucket) {
    throw new Failure(`${template.path} has ${bytes} bytes; ${MAX_BODY_BYTES} fit into a request, and no bucket is known.`, {
      code: 'TEMPLATE_TOO_LARGE',
      fix: `Name a bucket of region ${region} in \`bucket\` of stack ${assembly.stack}.`,
    })
  }
  const key = `${policies.prefix ? `${policies.prefix}/` : ''}templates/${template.sha256}.template`
  const object = { bucket, key, body: template.body }
  const url = await patiently(core, READ_LIMIT, () => core.objects.putIfAbsent(object, core.signal))
  core.say(`${assembly.stack}: the template has ${bytes} bytes and is stored in a bucket as ${key}`)
  return { ...assembly, template: { ...template, url } }
}

/** The bucket of a tool that keeps one in this region. */
export async function toolBucket(core: Core): Promise<string | undefined> {
  for (const { stack, output, resource } of OWNERS) {
    const asked = await attempt(() => ownedBy(core, stack, output, resource))
    core.signal.throwIfAborted()
    if ('value' in asked && asked.value) return asked.value
    if ('failure' in asked) core.say(`no bucket could be looked for in stack ${stack}: ${asked.failure.message}`)
  }
  return undefined
}

/** The bucket that the AWS SAM command line made for itself in this region, where it has made one. */
export const samBucket = (core: Core): Promise<string | undefined> => ownedBy(core, SAM.stack, SAM.output, SAM.resource)

async function ownedBy(core: Core, stack: string, output: string, resource: string): Promise<string | undefined> {
  const { cloudformation, signal } = core
  const owner = await patiently(core, READ_LIMIT, () => cloudformation.describe(stack, signal))
  if (!owner || owner.outputs[output]) return owner?.outputs[output]
  const { resources } = await patiently(core, READ_LIMIT, () => cloudformation.resources(owner.id, signal))
  return resources.find((r) => r.logicalId === resource)?.physicalId
}
