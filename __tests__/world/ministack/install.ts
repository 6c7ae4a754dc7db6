import { join } from 'node:path'
import { WORLD } from './folders.ts'
import type { Places } from './once.ts'
import { packages } from './packages.ts'
import { MinistackUnavailable } from './unavailable.ts'

/** What starts an installed MiniStack, and what it must find in its environment. */
export interface Installed {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const SOURCES = join(process.cwd(), '__tests__/world/ministack')
const PLACES: Places = { folder: join(WORLD, 'venv'), lock: join(SOURCES, 'requirements.lock') }
// Without bytecode: the launcher lies among our sources.
const LAUNCH = ['-B', join(SOURCES, 'launch')]

/**
 * MiniStack as pinned by the lock, installed once per lock. `WORLD_CMD` names the command of one that is there already;
 * `WORLD_UNAVAILABLE` carries the reason why an earlier process of this run could not have it, so that nobody tries again.
 */
export async function installed(say: (line: string) => void, places: Places = PLACES): Promise<Installed> {
  const { WORLD_CMD: own, WORLD_UNAVAILABLE: known } = process.env
  if (own) return { command: own.split(' '), env: {} }
  if (known) throw new MinistackUnavailable(known)
  if (process.platform === 'win32') throw new MinistackUnavailable('it has not been tried on Windows')
  const { program, env } = await packages(places, () => say('Installing MiniStack into .world (once, about ten seconds)'))
  return { command: [program, ...LAUNCH], env }
}
