import type { Artifact } from '../domain/artifact.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import type { Secrets } from '../foundation/redact.ts'
import { retry } from '../foundation/retry.ts'
import type { Files } from '../ports/files.ts'
import type { Clock } from '../ports/index.ts'
import type { NewObject, Objects } from '../ports/objects.ts'
import type { Collected, CollectedArtifact, CollectedTemplate, Slot } from './collected.ts'
import { fileOf } from './pack.ts'
import { filled, pins } from './place.ts'
import { sideBySide } from './side-by-side.ts'

/** Where artifacts are published, and from which folder. */
export interface Shelf {
  readonly objects: Objects
  readonly files: Files
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly secrets: Pick<Secrets, 'exposes'>
  say(line: string): void
  /** The folder that was collected into. */
  readonly from: string
  readonly bucket: string
  readonly prefix?: string
}

type Placed = Artifact & { readonly url: string }

/** The template as it is to be deployed, and what it needs. */
export interface Published {
  readonly template: string
  readonly artifacts: readonly Artifact[]
}

/** Uploads that are under way at a time: enough to fill a runner's line, and few enough for one bucket's quota. */
export const UPLOADS_AT_ONCE = 8
/** How long an upload is tried again while what is wrong may pass. */
const LIMIT_MS = 15 * 60_000

/** Stores what was collected, then the nested templates from the innermost on, and gives the template itself. */
export async function publish(shelf: Shelf, { templates, artifacts }: Collected): Promise<Published> {
  const root = templates.at(-1)
  if (!root) throw new Failure('Nothing was collected: there is no template.', { code: 'TEMPLATE_MISSING' })
  const pinned = pinnedIn(templates)
  const stored = await sideBySide(artifacts, UPLOADS_AT_ONCE, async (artifact): Promise<readonly [string, Placed]> => {
    return [artifact.id, await placed(shelf, await fromFile(shelf, artifact), artifact.where, pinned.has(artifact.id))]
  })
  const at = new Map(stored)
  const fill = (template: CollectedTemplate) => filled(template, (slot) => found(at, idOf(slot)))
  for (const template of templates.slice(0, -1)) {
    at.set(template.id, await placed(shelf, fromText(shelf, template.id, fill(template)), template.id, pinned.has(template.id)))
  }
  return { template: fill(root), artifacts: [...at.values()].map(({ url: _, ...artifact }) => artifact) }
}

const idOf = (fill: Exclude<Slot['fill'], { readonly uri: string }>) =>
  'artifact' in fill ? fill.artifact : 'template' in fill ? fill.template : fill.image

function found(at: ReadonlyMap<string, Placed>, id: string): Placed {
  const artifact = at.get(id)
  if (artifact) return artifact
  throw new Failure(`The template needs ${JSON.stringify(id)}, which was not collected.`, { code: 'RECORD_INVALID' })
}

/** Those that every address names with their version. */
function pinnedIn(templates: readonly CollectedTemplate[]): ReadonlySet<string> {
  const uses = templates
    .flatMap(({ slots }) => slots)
    .flatMap(({ fill, shape }) => ('uri' in fill ? [] : [{ id: idOf(fill), shape }]))
  const loose = new Set(uses.filter(({ shape }) => !pins(shape)).map(({ id }) => id))
  return new Set(uses.map(({ id }) => id).filter((id) => !loose.has(id)))
}

async function placed(shelf: Shelf, object: NewObject, what: string, pinned: boolean): Promise<Placed> {
  const { objects, clock, signal, say } = shelf
  const { bucket, key, bytes } = object
  const stored = await retry(() => objects.store(object, signal), { pace: clock, signal, limit: LIMIT_MS, say })
  say(`${what}: ${size(bytes)} ${stored.there ? 'are in the bucket already' : 'stored'} as ${key}`)
  const { version, etag, url } = stored
  const known = { ...(version === undefined ? {} : { version }), ...(etag === undefined ? {} : { etag }) }
  return { bucket, key, ...known, pinned: pinned && version !== undefined, sha256: object.sha256, bytes, url }
}

/** What another job collected is data: a file is found by its hash, and must have it. */
async function fromFile({ files, from, bucket, prefix }: Shelf, { id, kind, where }: CollectedArtifact): Promise<NewObject> {
  const path = fileOf(from, id)
  const sight = /^[0-9a-f]{64}$/.test(id) ? await files.look(path) : undefined
  if (sight?.kind !== 'file') {
    throw new Failure(`${where}: what was collected for it is not in the folder.`, { code: 'RECORD_INVALID' })
  }
  const key = `${prefix ? `${prefix}/` : ''}artifacts/${id}${kind === 'zip' ? '.zip' : ''}`
  const type = kind === 'zip' ? 'application/zip' : 'application/octet-stream'
  return { bucket, key, bytes: sight.bytes, sha256: id, type, chunks: () => files.chunks(path) }
}

function fromText({ bucket, prefix, secrets }: Shelf, path: string, text: string): NewObject {
  if (secrets.exposes(text)) {
    throw new Failure(`${path} holds a secret; it was not stored in a bucket.`, {
      code: 'SECRET_EXPOSED',
      fix: 'Take the value out of the template: a NoEcho parameter, or a dynamic reference to Secrets Manager.',
    })
  }
  const body = Buffer.from(text)
  const hash = sha256(body)
  const key = `${prefix ? `${prefix}/` : ''}templates/${hash}.template`
  const chunks = async function* () {
    yield body
  }
  return { bucket, key, bytes: body.length, sha256: hash, type: 'text/plain; charset=utf-8', chunks }
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const

/** `812 bytes`, `1.2 MB`. */
function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power]}`
}
