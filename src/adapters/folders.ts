import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Entry, Sight } from '../ports/files.ts'

const OWNER_MAY_RUN = 0o100
const OTHER = { kind: 'other', bytes: 0, executable: false } as const

/** What is at a path, links followed as long as they stay below `root`, which is a real path. */
export function sightOf(path: string, root: string): Sight | undefined {
  if (found(() => lstatSync(path)) === undefined) return undefined
  const real = found(() => realpathSync(path))
  if (real === undefined) return OTHER
  if (!within(real, root)) return { ...OTHER, kind: 'outside' }
  return told(statSync(real))
}

const told = (stats: Stats): Sight => ({
  kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
  bytes: stats.size,
  executable: (stats.mode & OWNER_MAY_RUN) !== 0,
})

/** Of something in a folder whose real path is known: only a link can lead anywhere else. */
function sightIn(path: string, root: string): Sight {
  const stats = found(() => lstatSync(path))
  return stats && !stats.isSymbolicLink() ? told(stats) : (sightOf(path, root) ?? OTHER)
}

/** At most `most` of what is below a folder, but for one with this real path. A link to a folder that is around it has no end and is `other`. */
export function below(folder: string, root: string, most: number, except?: string): readonly Entry[] {
  const entries: Entry[] = []
  const walk = (path: string, name: string, around: readonly string[]): void => {
    const real = realpathSync(path)
    if (real === except) return
    for (const child of readdirSync(path)) {
      if (entries.length >= most) return
      const [inner, relative] = [join(path, child), name === '' ? child : `${name}/${child}`]
      const sight = sightIn(inner, root)
      if (sight.kind !== 'folder') entries.push({ ...sight, path: relative })
      else if ([...around, real].includes(realpathSync(inner))) entries.push({ ...OTHER, path: relative })
      else walk(inner, relative, [...around, real])
    }
  }
  walk(folder, '', [])
  return entries
}

const within = (path: string, root: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)

const ABSENT = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']

function found<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (thrown) {
    if (ABSENT.includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined
    throw thrown
  }
}
