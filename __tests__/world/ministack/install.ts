import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ownFolder, WORLD } from './folders.ts'
import { findPython } from './python.ts'
import { MinistackUnavailable } from './unavailable.ts'

const run = promisify(execFile)

/** What starts an installed MiniStack, and what it must find in its environment. */
export interface Installed {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Where an installation goes, and what pins it. */
export interface Places {
  readonly folder: string
  readonly lock: string
}

const SOURCES = join(process.cwd(), '__tests__/world/ministack')
const PLACES: Places = { folder: join(WORLD, 'venv'), lock: join(SOURCES, 'requirements.lock') }
// Without bytecode: the launcher lies among our sources.
const LAUNCH = ['-B', join(SOURCES, 'launch')]
const PIP = ['--disable-pip-version-check', '--no-input', '--retries', '2', '--timeout', '15', 'install', '--quiet']
const PINNED = ['--only-binary', ':all:', '--require-hashes', '-r']

/**
 * MiniStack as pinned by the lock, installed once per lock. `WORLD_CMD` names the command of one that is there already;
 * `WORLD_UNAVAILABLE` carries the reason why an earlier process of this run could not have it, so that nobody tries again.
 */
export async function installed(say: (line: string) => void, places: Places = PLACES): Promise<Installed> {
  const { WORLD_CMD: own, WORLD_UNAVAILABLE: known } = process.env
  if (own) return { command: own.split(' '), env: {} }
  if (known) throw new MinistackUnavailable(known)
  if (process.platform === 'win32') throw new MinistackUnavailable('it has not been tried on Windows')
  const lock = await readFile(places.lock)
  const target = join(places.folder, createHash('sha256').update(lock).digest('hex').slice(0, 12))
  if (!existsSync(target)) {
    const python = await findPython()
    say('Installing MiniStack into .world (once, about ten seconds)')
    await build(python, places, target)
  }
  return existsSync(join(target, 'site'))
    ? { command: [await findPython(), ...LAUNCH], env: { PYTHONPATH: join(target, 'site') } }
    : { command: [join(target, 'bin/python'), ...LAUNCH], env: {} }
}

// Built beside its place and renamed: an interrupted installation is never taken for a whole one, and of two at once one wins.
async function build(python: string, { folder, lock }: Places, target: string): Promise<void> {
  const draft = await ownFolder(folder, 'draft')
  try {
    await fill(python, draft, lock)
    await rename(draft, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function fill(python: string, draft: string, lock: string): Promise<void> {
  const environment = await run(python, ['-m', 'venv', draft]).catch((error: unknown) => lastLine(error))
  if (typeof environment !== 'string') {
    await pip(join(draft, 'bin/python'), [...PINNED, lock])
    return
  }
  // Debian's Python comes without ensurepip; where pip itself is there, a plain folder does as well.
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft)
  await pip(python, ['--target', join(draft, 'site'), ...PINNED, lock])
}

async function pip(python: string, given: readonly string[]): Promise<void> {
  // What an interrupted pip leaves lies in the clone.
  await run(python, ['-m', 'pip', ...PIP, ...given], { env: { ...process.env, TMPDIR: WORLD } }).catch((error: unknown) => {
    throw new MinistackUnavailable(`pip could not install it: ${lastLine(error)}`)
  })
}

function lastLine(error: unknown): string {
  const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message?: string }
  const text = stderr?.trim() || stdout?.trim() || message || 'no reason given'
  return text.split('\n').at(-1) ?? text
}
