import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { signal } from './processes.ts'

/** Where everything of a world on this machine lies; not part of the repository. */
export const WORLD = join(process.cwd(), '.world')

/**
 * A new folder of this process. Those of processes that are gone (killed, or their machine was) are removed first: nobody else
 * would. MiniStack itself ends with the process that started it.
 */
export async function ownFolder(parent: string = WORLD, kind = 'run'): Promise<string> {
  await mkdir(parent, { recursive: true })
  const owned = new RegExp(`^${kind}-(\\d+)-`)
  for (const name of await readdir(parent)) {
    const owner = owned.exec(name)?.[1]
    if (owner !== undefined && !signal(Number(owner), 0)) await rm(join(parent, name), { recursive: true, force: true })
  }
  return mkdtemp(join(parent, `${kind}-${process.pid}-`))
}
