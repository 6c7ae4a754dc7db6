import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { realClock } from '../clock.ts'
import { ownFolder } from './folders.ts'
import { signal } from './processes.ts'

/** Where an installation goes, and what pins it. */
export interface Places {
  readonly folder: string
  readonly lock: string
}

const LOOK_EVERY_MS = 200

/**
 * The folder that `fill` makes once per lock. It is filled beside its place and renamed: an interrupted installation is never taken
 * for a whole one. Whoever comes while another process fills waits for it; where two begin in the same moment, one wins.
 */
export async function once({ folder, lock }: Places, fill: (draft: string) => Promise<void>): Promise<string> {
  const version = createHash('sha256')
    .update(await readFile(lock))
    .digest('hex')
    .slice(0, 12)
  const target = join(folder, version)
  while (!existsSync(target) && (await another(folder, version))) await realClock.sleep(LOOK_EVERY_MS)
  if (existsSync(target)) return target
  const draft = await ownFolder(folder, `draft-${version}`)
  try {
    await fill(draft)
    await rename(draft, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return target
}

async function another(folder: string, version: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [])
  return names.some((name) => {
    const [kind, of, owner] = name.split('-')
    return kind === 'draft' && of === version && owner !== String(process.pid) && signal(Number(owner), 0)
  })
}

/** What a program said last before it failed. */
export function lastLine(error: unknown): string {
  const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message?: string }
  const text = stderr?.trim() || stdout?.trim() || message || 'no reason given'
  return text.split('\n').at(-1) ?? text
}
