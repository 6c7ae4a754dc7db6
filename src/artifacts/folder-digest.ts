import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { digestOf } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import type { Files } from '../ports/files.ts'
import { MOST_ENTRIES } from './zip.ts'

/** The sha256 of a folder's files: their paths and contents. An artifact of GitHub keeps nothing else of them. */
export async function folderDigest(files: Files, folder: string, signal: AbortSignal): Promise<string> {
  const entries = await files.list(folder, MOST_ENTRIES + 1)
  const refused = (why: string) => new Failure(`${folder} ${why}.`, { code: 'ARTIFACT_REFUSED' })
  if (entries.length > MOST_ENTRIES) throw refused(`holds more than ${MOST_ENTRIES} files`)
  const told: (readonly [string, string])[] = []
  for (const { path, kind } of entries) {
    signal.throwIfAborted()
    if (kind !== 'file') throw refused(`holds ${JSON.stringify(path)}, which is no file or a link that leads out`)
    const hash = createHash('sha256')
    for await (const chunk of files.chunks(posix.join(folder, path))) hash.update(chunk)
    told.push([path, hash.digest('hex')])
  }
  return digestOf(told.sort(([a], [b]) => (a < b ? -1 : 1)))
}
