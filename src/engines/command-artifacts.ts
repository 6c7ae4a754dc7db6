import { posix } from 'node:path'
import { MOST_ENTRIES } from '../artifacts/zip.ts'
import { Failure } from '../foundation/failure.ts'
import type { CommandOptions } from './command-run.ts'
import type { Workplace } from './engine.ts'

const FILES = 'files'
const MARK = 'command.txt'

/** Puts what `build` made where it is handed on to other jobs. */
export async function handOn({ artifacts }: CommandOptions, place: Workplace): Promise<void> {
  const { folder, ports } = place
  // A folder without files would not travel. https://github.com/actions/upload-artifact#upload-an-entire-directory
  await ports.files.write(posix.join(folder, MARK), `${artifacts.length} folders are handed on.\n`)
  for (const path of artifacts) {
    if ((await ports.files.look(path))?.kind !== 'folder')
      throw refused(path, 'is no folder of the repository once `build` ended')
    await copied(path, posix.join(folder, FILES, path), place)
  }
}

/** Puts what another job handed on where the commands look for it. */
export async function takeOver({ artifacts }: CommandOptions, place: Workplace): Promise<void> {
  for (const path of artifacts) {
    const from = posix.join(place.folder, FILES, path)
    if ((await place.ports.files.look(from))?.kind === 'folder') await copied(from, path, place)
  }
}

async function copied(from: string, to: string, { ports: { files }, signal }: Workplace): Promise<void> {
  const entries = await files.list(from, MOST_ENTRIES + 1)
  if (entries.length > MOST_ENTRIES) throw refused(from, `holds more than ${MOST_ENTRIES} files`)
  for (const { path, kind } of entries) {
    signal.throwIfAborted()
    if (kind !== 'file') throw refused(from, `holds ${JSON.stringify(path)}, which is no file or a link that leads out`)
    await files.writeChunks(posix.join(to, path), files.chunks(posix.join(from, path)))
  }
}

const refused = (path: string, why: string): Failure =>
  new Failure(`${path} ${why}.`, {
    code: 'ARTIFACT_REFUSED',
    fix: 'Correct `artifacts` of `command`, or what its `build` makes.',
  })
