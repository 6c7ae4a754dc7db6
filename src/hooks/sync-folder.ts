import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { lookup } from 'mrmime'
import { sideBySide } from '../artifacts/side-by-side.ts'
import { Failure } from '../foundation/failure.ts'
import { fits } from '../foundation/glob.ts'
import type { HookContext } from './hook.ts'

/** More than this is no website, but a mistake in `from`. */
const MOST_FILES = 50_000
const READS = 8

/** A file of the folder, as it is to be in the bucket. */
export interface Wanted {
  /** From the folder, with `/`. */
  readonly path: string
  /** Where it lies in the workspace. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly type: string
  readonly cache?: string
}

/** Every file below a folder with its content type, and the cache rule of the first pattern that it fits. */
export async function wantedIn(
  { ports: { files } }: Pick<HookContext, 'ports'>,
  from: string,
  cache: Readonly<Record<string, string>>,
): Promise<readonly Wanted[]> {
  const refused = (why: string) =>
    new Failure(`${from} ${why}.`, { code: 'HOOK_FAILED', fix: 'Correct `from`, and see that what makes the folder ran before.' })
  const sight = await files.look(from)
  if (sight?.kind !== 'folder') throw refused('is no folder of the workspace')
  const all = await files.list(from, MOST_FILES + 1)
  if (all.length === 0) throw refused('holds no file, so there is nothing to put in place of what is there')
  if (all.length > MOST_FILES) throw refused(`holds more than ${MOST_FILES} files`)
  const odd = all.find(({ kind }) => kind !== 'file')
  if (odd) throw refused(`holds ${odd.path}, which leads out of it or is no file`)
  return sideBySide(
    [...all].sort((a, b) => (a.path < b.path ? -1 : 1)),
    READS,
    async ({ path, bytes }) => {
      const file = posix.join(from, path)
      const rule = Object.entries(cache).find(([pattern]) => fits(path, pattern))?.[1]
      const place = { path, file, bytes, type: typeOf(path), sha256: await hashOf(files.chunks(file)) }
      return rule === undefined ? place : { ...place, cache: rule }
    },
  )
}

/** The content type, as browsers want it: without the character set, old ones guess. */
function typeOf(path: string): string {
  const type = lookup(path) ?? 'application/octet-stream'
  return /^text\/|^application\/(?:javascript|json|manifest\+json|xml)$|\+xml$/.test(type) ? `${type}; charset=utf-8` : type
}

async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}
