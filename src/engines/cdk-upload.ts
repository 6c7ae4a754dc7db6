import { posix } from 'node:path'
import { boundAll } from '../artifacts/bound.ts'
import { fileOf, packed } from '../artifacts/pack.ts'
import { UPLOADS_AT_ONCE } from '../artifacts/publish.ts'
import { sideBySide } from '../artifacts/side-by-side.ts'
import type { Artifact } from '../domain/artifact.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt, retry } from '../foundation/retry.ts'
import { jsonIn } from './cdk-assembly.ts'
import type { CdkDestination, CdkFile } from './cdk-assets.ts'
import { type CdkPlace, objectAt, regionAt, roleAt } from './cdk-places.ts'
import type { Roles } from './cdk-roles.ts'
import { demandText, mapAt, unfit } from './cdk-shape.ts'
import type { Publishing, Workplace } from './engine.ts'

/** The folder of packaged assets in that of a build, and what says which is which. */
const PACKED = 'assets'
const INDEX = 'assets.json'
/** How long an upload is tried again while what is wrong may pass. */
const LIMIT_MS = 15 * 60_000
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const MAX_TEMPLATE_BYTES = 1_000_000

/**
 * Makes every asset the file that is uploaded, called as its sha256. It is done where the app was built: on its way to another machine a
 * folder loses what it knows of programs and links.
 */
export async function packFiles({ ports, signal, folder }: Workplace, top: string, wanted: readonly CdkFile[]): Promise<void> {
  const { files } = ports
  const into = posix.join(folder, PACKED)
  const index: Record<string, string> = {}
  for (const { path, zip, what } of wanted) {
    if (index[path] !== undefined) continue
    signal.throwIfAborted()
    index[path] = (await packed({ files, signal, into }, posix.join(top, path), what, zip)).id
  }
  await files.write(posix.join(folder, INDEX), `${JSON.stringify(index, null, 1)}\n`)
}

/** Where an asset is. */
export interface Placed {
  readonly artifact: Artifact
  /** Its address, where its content is known to be ours. */
  readonly url?: string
}

/** Uploads assets, each once, however many stacks need it. */
export interface Uploads {
  /** Gives where each is, in the order of the files. */
  of(files: readonly CdkFile[], place: CdkPlace): Promise<readonly Placed[]>
}

/** The uploads of one publishing, from the folder of the build alone. */
export async function uploadsFor(publishing: Publishing, roles: Roles): Promise<Uploads> {
  const { ports, folder } = publishing
  const index = (await jsonIn(ports.files, posix.join(folder, INDEX), INDEX)) ?? {}
  const done = new Map<string, Promise<Placed>>()
  const one = async (file: CdkFile, destination: CdkDestination, place: CdkPlace): Promise<Placed> => {
    const region = destination.region === undefined ? place.region : regionAt(destination.region, place)
    const assume = roleAt(destination.assume, place)
    const at = objectAt(destination, place)
    const id = demandText(mapAt({ index }, 'index', INDEX), file.path, INDEX, /^[0-9a-f]{64}$/)
    const key = JSON.stringify([region, at, id])
    const known =
      done.get(key) ?? placed({ publishing, roles }, { file, id, at, where: { region, ...(assume ? { assume } : {}) } })
    done.set(key, known)
    return known
  }
  return {
    of: (files, place) =>
      sideBySide(
        files.flatMap((file) => file.destinations.map((destination) => ({ file, destination }))),
        UPLOADS_AT_ONCE,
        ({ file, destination }) => one(file, destination, place),
      ),
  }
}

interface Upload {
  readonly file: CdkFile
  /** The sha256 of the packaged file. */
  readonly id: string
  readonly at: { readonly bucket: string; readonly key: string }
  readonly where: Parameters<Roles['acting']>[0]
}

/**
 * Stores an asset where none is. What is there already is used as it is, as the CDK does: its archives of the same files have other
 * bytes than ours. Where the key is the hash of the content, and of a template, the content must be ours.
 */
async function placed({ publishing, roles }: { publishing: Publishing; roles: Roles }, upload: Upload): Promise<Placed> {
  const { file, id, at, where } = upload
  const core = publishing.core(await roles.acting(where))
  const { objects, clock, signal, say } = core
  if (file.id !== id && !isTemplate(file)) {
    const looked = await attempt(() => boundAll({ objects, clock, signal, say }, [at]))
    signal.throwIfAborted()
    if ('failure' in looked && looked.failure.code !== 'ACCESS_DENIED') throw looked.failure
    const [artifact] = 'value' in looked ? looked.value.artifacts : []
    if (artifact) {
      publishing.say(`${file.what} is in the bucket already as ${at.key}`)
      return { artifact }
    }
  }
  const object = await objectOf(publishing, upload)
  const stored = await retry(() => objects.store(object, signal), { pace: clock, signal, limit: LIMIT_MS, say })
  publishing.say(`${file.what}: ${object.bytes} bytes ${stored.there ? 'are in the bucket already' : 'stored'} as ${at.key}`)
  const { version, etag } = stored
  const known = { ...(version === undefined ? {} : { version }), ...(etag === undefined ? {} : { etag }) }
  return { artifact: { ...at, ...known, pinned: false, sha256: id, bytes: object.bytes }, url: stored.url }
}

const isTemplate = ({ path }: CdkFile): boolean => /\.template\.(?:json|ya?ml)$/.test(path)

async function objectOf({ ports: { files, secrets }, folder }: Publishing, { file, id, at }: Upload) {
  const path = fileOf(posix.join(folder, PACKED), id)
  const sight = await files.look(path)
  if (sight?.kind !== 'file') throw unfit(`the packaged file of ${file.what} is not there`)
  // Templates of nested stacks are assets, and whoever may read the bucket reads them.
  const template = isTemplate(file) && sight.bytes <= MAX_TEMPLATE_BYTES
  if (template && secrets.exposes((await files.read(path)) ?? '')) {
    throw new Failure(`${file.path} holds a secret; it was not stored in a bucket.`, {
      code: 'SECRET_EXPOSED',
      fix: 'Take the value out of the template: a NoEcho parameter, or a dynamic reference to Secrets Manager.',
    })
  }
  const type = file.zip ? 'application/zip' : template ? 'application/json' : 'application/octet-stream'
  return { ...at, bytes: sight.bytes, sha256: id, type, chunks: () => files.chunks(path) }
}
