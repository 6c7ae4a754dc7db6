import { posix } from 'node:path'
import type { Role } from '../domain/stack.ts'
import { type Fields, isFields, parsed } from '../foundation/json.ts'
import type { Files } from '../ports/files.ts'
import { REGION } from './cdk-places.ts'
import { demandText, mapAt, pathWithin, scalarAt, textAt, textsAt, textsIn, unfit } from './cdk-shape.ts'

/** A stack of a cloud assembly. Paths are from the top of the assembly; placeholders are not filled yet. */
export interface CdkStack {
  readonly id: string
  /** `Stage/Stack`: what the command line of the CDK shows and takes. */
  readonly display: string
  readonly name: string
  /** Absent where the app leaves it to whoever deploys. */
  readonly account?: string
  readonly region?: string
  readonly template: string
  /** Where the template is to be stored, `s3://bucket/key`. */
  readonly templateUrl?: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly terminationProtection?: boolean
  readonly notificationArns?: readonly string[]
  readonly assume?: Role
  readonly roleArn?: string
  /** The version of the bootstrap that it needs at least. */
  readonly bootstrap?: number
  /** Ids of stacks of the same assembly. */
  readonly needs: readonly string[]
  /** Its asset manifests. */
  readonly assets: readonly string[]
  /** What its constructs say of themselves, by their paths: in the manifest, or in a file of its own. */
  readonly metadata: Fields
  readonly metadataFile?: string
}

/** A cloud assembly, with those of its stages. */
export interface CdkAssembly {
  readonly stacks: readonly CdkStack[]
  /** Keys of context values that must be looked up first. */
  readonly missing: readonly string[]
}

// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.ArtifactType.html
const STACK = 'aws:cloudformation:stack'
const STAGE = 'cdk:cloud-assembly'
const ASSETS = 'cdk:asset-manifest'
const UNKNOWN = ['unknown-account', 'unknown-region']
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/

/** A JSON file of an assembly; nothing where it is not there. */
export async function jsonIn(files: Files, path: string, where: string): Promise<Fields | undefined> {
  const text = await files.read(path)
  if (text === undefined) return undefined
  const data = parsed(text)
  if (isFields(data)) return data
  throw unfit(`${where} holds no JSON`)
}

/** Reads the manifest of an assembly and those of its stages. */
export async function assemblyIn(files: Files, top: string, folder = '.'): Promise<CdkAssembly> {
  const where = posix.join(folder, 'manifest.json')
  const manifest = await jsonIn(files, posix.join(top, where), where)
  if (!manifest) throw unfit(`there is no ${where}`)
  const all = mapAt(manifest, 'artifacts', where)
  const artifacts = Object.keys(all).map((id) => [id, mapAt(all, id, where)] as const)
  const typed = (type: string) => artifacts.filter(([, artifact]) => artifact['type'] === type)
  const assets = new Map(
    typed(ASSETS).map(([id, artifact]) => {
      const file = demandText(mapAt(artifact, 'properties', id), 'file', id)
      return [id, pathWithin(folder, file, id)] as const
    }),
  )
  const ids = new Set(typed(STACK).map(([id]) => id))
  const stacks = typed(STACK).map(([id, artifact]) => stackOf({ id, folder, ids, assets }, artifact))
  const inner: CdkAssembly[] = []
  for (const [id, artifact] of typed(STAGE)) {
    const name = demandText(mapAt(artifact, 'properties', id), 'directoryName', id)
    const deeper = pathWithin(folder, name, id)
    if (!deeper.startsWith(folder === '.' ? '' : `${folder}/`) || deeper === folder) throw unfit(`${id} holds itself`)
    inner.push(await assemblyIn(files, top, deeper))
  }
  return {
    stacks: [...stacks, ...inner.flatMap((one) => one.stacks)],
    missing: [...missingIn(manifest, where), ...inner.flatMap((one) => one.missing)],
  }
}

function missingIn(manifest: Fields, where: string): readonly string[] {
  const list = manifest['missing'] ?? []
  if (!Array.isArray(list)) throw unfit(`${where}: missing is no list`)
  return list.map((item: unknown) => demandText({ ...(item as Fields) }, 'key', where))
}

interface Around {
  readonly id: string
  readonly folder: string
  readonly ids: ReadonlySet<string>
  readonly assets: ReadonlyMap<string, string>
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.AwsCloudFormationStackProperties.html */
function stackOf({ id, folder, ids, assets }: Around, artifact: Fields): CdkStack {
  const properties = mapAt(artifact, 'properties', id)
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(demandText(artifact, 'environment', id)) ?? []
  if (!/^(?:[0-9]{12}|unknown-account)$/.test(account) || !(REGION.test(region) || UNKNOWN.includes(region)))
    throw unfit(`${id} names no environment`)
  const optional = <T>(key: string, value: T | undefined) => (value === undefined ? {} : { [key]: value })
  const text = (key: string) => textAt(properties, key, id)
  const role = text('assumeRoleArn')
  const metadata = textAt(artifact, 'additionalMetadataFile', id)
  const before = textsAt(artifact, 'dependencies', id)
  return {
    id,
    display: textAt(artifact, 'displayName', id) ?? id,
    name: textAt(properties, 'stackName', id, NAME) ?? demandText({ name: id }, 'name', id, NAME),
    ...optional('account', UNKNOWN.includes(account) ? undefined : account),
    ...optional('region', UNKNOWN.includes(region) ? undefined : region),
    template: pathWithin(folder, demandText(properties, 'templateFile', id), id),
    ...optional('templateUrl', text('stackTemplateAssetObjectUrl')),
    parameters: textsIn(properties, 'parameters', id),
    tags: textsIn(properties, 'tags', id),
    ...optional('terminationProtection', scalarAt(properties, 'terminationProtection', id, 'boolean')),
    ...optional('notificationArns', properties['notificationArns'] ? textsAt(properties, 'notificationArns', id) : undefined),
    ...optional('assume', role && { roleArn: role, ...optional('externalId', text('assumeRoleExternalId')) }),
    ...optional('roleArn', text('cloudFormationExecutionRoleArn')),
    ...optional('bootstrap', scalarAt(properties, 'requiresBootstrapStackVersion', id, 'number')),
    needs: before.filter((other) => ids.has(other)),
    assets: before.flatMap((other) => assets.get(other) ?? []),
    metadata: mapAt(artifact, 'metadata', id),
    ...optional('metadataFile', metadata === undefined ? undefined : pathWithin(folder, metadata, id)),
  }
}
