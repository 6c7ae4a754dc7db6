import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type Files, PIECE_BYTES } from '../ports/files.ts'
import { below, sightOf } from './folders.ts'

/**
 * Files below the workspace, or at absolute paths. They are small and local: calls that wait for a thread each would take longer.
 */
export function files(workspace: string): Files {
  const at = (path: string) => resolve(workspace, path)
  const rootOf = (path: string) => realpathSync(isAbsolute(path) ? path : workspace)
  return {
    async read(path) {
      try {
        return readFileSync(at(path), 'utf8')
      } catch (thrown) {
        const { code } = thrown as NodeJS.ErrnoException
        if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
        throw thrown
      }
    },
    async write(path, content) {
      const draft = draftOf(at(path))
      writeFileSync(draft, content)
      renameSync(draft, at(path))
    },
    async look(path) {
      return sightOf(at(path), isAbsolute(path) ? '/' : rootOf(path))
    },
    async list(folder, most, except) {
      const left = except === undefined ? undefined : sightOf(at(except), '/') && realpathSync(at(except))
      return below(at(folder), rootOf(folder), most, left)
    },
    chunks: (path) => piecesOf(at(path)),
    async writeChunks(path, chunks) {
      const draft = draftOf(at(path))
      try {
        await writeAll(draft, chunks)
        renameSync(draft, at(path))
      } catch (thrown) {
        rmSync(draft, { force: true })
        throw thrown
      }
    },
    async rename(from, to) {
      renameSync(at(from), at(to))
    },
    async empty(folder) {
      if (!isAbsolute(folder)) throw new Error(`${folder} is of the workspace: nothing is taken away there`)
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
    },
  }
}

/** A file that nobody reads yet, in the folder of the one that it becomes. */
function draftOf(target: string): string {
  mkdirSync(dirname(target), { recursive: true })
  return `${target}.${randomBytes(4).toString('hex')}`
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    // Most files are small: each with a piece of its own would be gigabytes.
    const size = Math.min(PIECE_BYTES, fstatSync(file).size)
    for (;;) {
      const piece = Buffer.allocUnsafe(size)
      const filled = fill(file, piece)
      if (filled > 0) yield piece.subarray(0, filled)
      if (filled < PIECE_BYTES) return
    }
  } finally {
    closeSync(file)
  }
}

/** How much of the piece there was to read. */
function fill(file: number, piece: Buffer): number {
  for (let filled = 0; ; ) {
    const read = filled < piece.length ? readSync(file, piece, filled, piece.length - filled, null) : 0
    if (read === 0) return filled
    filled += read
  }
}

/** Writes a piece at a time, however small the chunks are. */
async function writeAll(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = openSync(path, 'w')
  let held: Uint8Array[] = []
  let bytes = 0
  const flush = () => {
    const piece = Buffer.concat(held)
    for (let written = 0; written < piece.length; ) written += writeSync(file, piece, written)
    held = []
    bytes = 0
  }
  try {
    for await (const chunk of chunks) {
      held.push(chunk)
      bytes += chunk.length
      if (bytes < PIECE_BYTES) continue
      flush()
      // A cancellation must be heard between two pieces.
      await setImmediate()
    }
    flush()
  } finally {
    closeSync(file)
  }
}
