import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { Failure } from '../foundation/failure.ts'
import type { Entry, Files } from '../ports/files.ts'
import type { CollectedArtifact } from './collected.ts'
import type { Found } from './find.ts'
import type { Tree } from './tree.ts'
import { MOST_ENTRIES, MOST_ZIP_BYTES, type ZipEntry, zipped } from './zip.ts'

/** Where artifacts come from and go to. */
export interface Folder {
  readonly files: Files
  readonly signal: AbortSignal
  readonly into: string
}

/**
 * Left out of every archive: actions/checkout keeps a token in it, and it differs from checkout to checkout.
 * https://github.com/actions/checkout#usage
 */
const GIT = '.git'

/** The file that an artifact is in. */
export const fileOf = (into: string, id: string): string => `${into}/${id}`

/** The path in the workspace that a property of a template means. Nothing outside the repository is packaged. */
export function pathIn(tree: Tree, { value = '.', node, where }: Found): string {
  const path = posix.join(posix.dirname(tree.path), value)
  const out = posix.isAbsolute(value) || path === '..' || path.startsWith('../')
  if (!out && !value.includes('\0')) return path.replace(/(?<=.)\/$/, '')
  throw new Failure(`${tree.place(node.range?.[0] ?? 0)}: ${where} names ${JSON.stringify(value)}, outside the repository.`, {
    code: 'ARTIFACT_REFUSED',
  })
}

/** Writes the artifact of a path: a folder as an archive, a file as it is, or as an archive where code is wanted. */
export async function packed(to: Folder, path: string, where: string, zip: boolean): Promise<CollectedArtifact> {
  const refused = (why: string) => new Failure(`${where}: ${JSON.stringify(path)} ${why}.`, { code: 'ARTIFACT_REFUSED' })
  const sight = await to.files.look(path)
  if (!sight) throw new Failure(`${where}: there is no file or folder ${JSON.stringify(path)}.`, { code: 'ARTIFACT_MISSING' })
  if (sight.kind === 'folder') return written(to, where, 'zip', zipped(await contentOf(to, path, refused), to.signal))
  if (sight.kind === 'outside') throw refused('leads out of the repository')
  if (sight.kind === 'other') throw refused('is no file and no folder')
  if (sight.bytes > MOST_ZIP_BYTES) throw refused(`has ${sight.bytes} bytes; ${MOST_ZIP_BYTES} are packaged at most`)
  const archive = await isArchive(to.files, path)
  if (!zip || archive) return written(to, where, archive ? 'zip' : 'file', to.files.chunks(path))
  return written(to, where, 'zip', zipped([entryOf(to.files, path, { ...sight, path: posix.basename(path) })], to.signal))
}

async function contentOf(
  { files, into }: Folder,
  folder: string,
  refused: (why: string) => Failure,
): Promise<readonly ZipEntry[]> {
  const listed = await files.list(folder, MOST_ENTRIES + 1, into)
  if (listed.length > MOST_ENTRIES) throw refused(`holds more than ${MOST_ENTRIES} files`)
  const entries = listed.filter(({ path }) => path !== GIT && !path.startsWith(`${GIT}/`))
  const wrong = entries.find(({ kind }) => kind !== 'file')
  if (wrong)
    throw refused(
      `holds ${JSON.stringify(wrong.path)}, ${wrong.kind === 'outside' ? 'a link out of the repository' : 'which is no file'}`,
    )
  if (entries.length === 0) throw refused('holds no files')
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  if (bytes > MOST_ZIP_BYTES) throw refused(`holds ${bytes} bytes; ${MOST_ZIP_BYTES} are packaged at most`)
  return entries.map((entry) => entryOf(files, posix.join(folder, entry.path), entry))
}

const entryOf = (files: Files, at: string, { path, executable }: Entry): ZipEntry => ({
  name: path,
  executable,
  chunks: () => files.chunks(at),
})

/** https://docs.python.org/3/library/zipfile.html#zipfile.is_zipfile looks at the end; what AWS takes begins with an entry. */
async function isArchive(files: Files, path: string): Promise<boolean> {
  for await (const chunk of files.chunks(path))
    return ['504b0304', '504b0506'].includes(Buffer.from(chunk.subarray(0, 4)).toString('hex'))
  return false
}

async function written(
  { files, into }: Folder,
  where: string,
  kind: 'zip' | 'file',
  chunks: AsyncIterable<Uint8Array>,
): Promise<CollectedArtifact> {
  const hash = createHash('sha256')
  let bytes = 0
  async function* counted() {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
  }
  const draft = fileOf(into, 'draft')
  await files.writeChunks(draft, counted())
  const id = hash.digest('hex')
  await files.rename(draft, fileOf(into, id))
  return { id, where, kind, bytes }
}
