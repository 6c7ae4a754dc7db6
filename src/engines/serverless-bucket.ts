import { join } from 'node:path'
import { boundAll } from '../artifacts/bound.ts'
import { sideBySide } from '../artifacts/side-by-side.ts'
import type { Artifact } from '../domain/artifact.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { type Fields, fields, parsed } from '../foundation/json.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import type { NewObject } from '../ports/objects.ts'
import { type Core, patiently, READ_LIMIT } from '../stack/core.ts'
import { ownResources } from '../stack/resources.ts'
import type { Publishing } from './engine.ts'
import { type Build, STATE } from './serverless-build.ts'
import { packagesIn, stamp, stampOf, timeless, timelessState } from './serverless-hash.ts'

// https://github.com/oss-serverless/osls/blob/main/lib/plugins/aws/lib/naming.js
const TEMPLATE = 'compiled-cloudformation-template.json'
const OWN = 'ServerlessDeploymentBucket'
const AT_ONCE = 8

/** The bucket that the stack itself made. */
export async function ownBucket(core: Core, { id }: StackDescription): Promise<string | undefined> {
  return (await ownResources(core, id)).find(({ logicalId }) => logicalId === OWN)?.physicalId
}

/** A template with the bucket of its packages filled in, where it makes that itself. */
export const bucketIn = (bucket: unknown, own: string | undefined): string | undefined =>
  typeof bucket === 'string' ? bucket : fields(bucket)['Ref'] === OWN ? own : undefined

/**
 * The template that is deployed and its packages, where they are the same as what was packaged but for the time of packaging: the
 * framework gives every packaging new ids and keys, so CloudFormation would always see changes.
 */
export async function sameAsDeployed(
  core: Core,
  build: Build,
  { body, bucket, publishing }: { readonly body: string; readonly bucket: string; readonly publishing: Publishing },
): Promise<{ readonly body: string; readonly artifacts: readonly Artifact[] } | undefined> {
  const deployed = fields(parsed(body))
  if (JSON.stringify(timeless(deployed)) !== JSON.stringify(timeless(build.template))) return undefined
  const keys = packagesIn(deployed).map(({ key }) => key)
  for (const key of keys) {
    const name = key.slice(key.lastIndexOf('/') + 1)
    if (!build.packages.includes(name)) return undefined
    const { ports, folder } = publishing
    const wanted = await stampOf(ports.files, join(folder, name))
    const found = await patiently(core, READ_LIMIT, () => core.objects.head({ bucket, key }, core.signal))
    if (found?.metadata['filesha256'] !== wanted.stamp) return undefined
  }
  const bound = await boundAll(
    { ...core, say: publishing.say },
    keys.map((key) => ({ bucket, key })),
  )
  return bound.missing.length === 0 ? { body, artifacts: bound.artifacts } : undefined
}

/** Stores a packaging as the framework does, so that its own commands know it: three kinds of files, each with its hash. */
export async function upload(core: Core, build: Build, bucket: string, publishing: Publishing) {
  const { directory, template, state, stateText, packages } = build
  const body = JSON.stringify(template)
  const at = (name: string) => ({ bucket, key: `${directory}/${name}` })
  const texts = [
    textObject(at(TEMPLATE), body, stamp(JSON.stringify(timeless(template)))),
    textObject(at(STATE), stateText, stamp(JSON.stringify(timelessState(state)))),
  ]
  const files = await Promise.all(packages.map((name) => fileObject(at(name), name, publishing)))
  const stored = await sideBySide([...texts, ...files], AT_ONCE, (object) =>
    patiently(core, READ_LIMIT, () => core.objects.store(object, core.signal)),
  )
  publishing.say(`stored in bucket ${bucket} as ${directory}: template, state with all variables, ${packages.join(', ')}`)
  const artifacts = files.map(({ key, sha256: hash, bytes }, index): Artifact => {
    const { version, etag } = stored[texts.length + index] ?? {}
    const known = { ...(version === undefined ? {} : { version }), ...(etag === undefined ? {} : { etag }) }
    return { bucket, key, ...known, pinned: false, sha256: hash, bytes }
  })
  // As the framework itself writes the time in an address.
  const url = stored[0]?.url.replaceAll('%3A', ':')
  return { body, artifacts, ...(url === undefined ? {} : { url }) }
}

type At = Pick<NewObject, 'bucket' | 'key'>

function textObject(at: At, text: string, filesha256: string): NewObject {
  const body = Buffer.from(text)
  const chunks = async function* () {
    yield body
  }
  const about = { bytes: body.length, sha256: sha256(body), type: 'application/json', metadata: { filesha256 } }
  return { ...at, ...about, chunks }
}

async function fileObject(at: At, name: string, { ports: { files }, folder }: Publishing): Promise<NewObject> {
  const path = join(folder, name)
  const sight = await files.look(path)
  if (sight?.kind !== 'file') throw new Failure(`The build holds no package ${JSON.stringify(name)}.`, { code: 'BUILD_INVALID' })
  const { sha256: hash, stamp: filesha256, bytes } = await stampOf(files, path)
  return { ...at, bytes, sha256: hash, type: 'application/zip', metadata: { filesha256 }, chunks: () => files.chunks(path) }
}

/** The directory of the bucket that the packages of a deployed template lie in, and how the framework calls those of its service. */
export function liveIn(template: Fields): { readonly bucket: unknown; readonly directory: string } | undefined {
  const [first] = packagesIn(template)
  return first && { bucket: first.bucket, directory: first.key.slice(0, first.key.lastIndexOf('/')) }
}
