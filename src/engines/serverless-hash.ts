import { createHash } from 'node:crypto'
import { type Fields, fields } from '../foundation/json.ts'
import type { Files } from '../ports/files.ts'

/** A hash as the framework keeps it with every object that it stores: sha256 in base 64. */
export const stamp = (content: string): string => createHash('sha256').update(content).digest('base64')

/** Hash and size of a file. */
export async function stampOf(
  files: Files,
  path: string,
): Promise<{ readonly sha256: string; readonly stamp: string; readonly bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of files.chunks(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  const digest = hash.digest()
  return { sha256: digest.toString('hex'), stamp: digest.toString('base64'), bytes }
}

/**
 * A template without what every packaging makes anew: ids with a time in them, and the keys of packages. The framework compares
 * hashes of this form, so it has to be the same to the letter.
 * https://github.com/oss-serverless/osls/blob/main/lib/plugins/aws/lib/normalize-files.js
 */
export function timeless(template: Fields): Fields {
  const { Resources, Outputs } = template
  const resources = Object.fromEntries(
    Object.entries(fields(Resources)).map(([id, resource]) => [lasting(id), withoutKey(id, fields(resource))]),
  )
  return { ...template, Resources: sorted(resources), ...(Outputs ? { Outputs: sorted(Outputs) } : {}) }
}

/** The state of a service without what every packaging makes anew. */
export function timelessState(state: Fields): unknown {
  const { service, package: packaged, ...rest } = state
  const { initialServerlessConfig: _written, provider, ...ofService } = fields(service)
  const { coreCloudFormationTemplate: _first, compiledCloudFormationTemplate: _whole, ...ofProvider } = fields(provider)
  const { artifactDirectoryName: _directory, ...ofPackage } = fields(packaged)
  return sorted({ ...rest, package: ofPackage, service: { ...ofService, provider: ofProvider } })
}

function lasting(id: string): string {
  if (id.startsWith('ApiGatewayDeployment')) return 'ApiGatewayDeployment'
  return id.startsWith('WebsocketsDeployment') && id !== STAGE ? 'WebsocketsDeployment' : id
}

const STAGE = 'WebsocketsDeploymentStage'
/** What holds a package, by the type of its resource. */
const HOLDERS: Readonly<Record<string, string>> = { 'AWS::Lambda::Function': 'Code', 'AWS::Lambda::LayerVersion': 'Content' }

function withoutKey(id: string, resource: Fields): Fields {
  const properties = fields(resource['Properties'])
  const holder = HOLDERS[String(resource['Type'])]
  if (holder && properties[holder])
    return { ...resource, Properties: { ...properties, [holder]: { ...fields(properties[holder]), S3Key: '' } } }
  if (id !== STAGE || !properties['DeploymentId']) return resource
  const deployment = { ...fields(properties['DeploymentId']), Ref: 'WebsocketsDeployment' }
  return { ...resource, Properties: { ...properties, DeploymentId: deployment } }
}

/** Keys in the order of the framework, which is that of the language of the machine. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

/** A package that a template names. */
export interface Packed {
  readonly bucket: unknown
  readonly key: string
}

/** The packages of a template's functions and layers, each once. */
export function packagesIn(template: Fields): readonly Packed[] {
  const all = Object.values(fields(template['Resources'])).flatMap((resource) => {
    const { Type, Properties } = fields(resource)
    const { S3Bucket: bucket, S3Key: key } = fields(fields(Properties)[HOLDERS[String(Type)] ?? ''])
    return typeof key === 'string' ? [{ bucket, key }] : []
  })
  return all.filter(({ key }, index) => all.findIndex((other) => other.key === key) === index)
}
