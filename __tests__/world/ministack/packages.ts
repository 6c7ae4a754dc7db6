import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { WORLD } from './folders.ts'
import { lastLine, once, type Places } from './once.ts'
import { findPython } from './python.ts'
import { MinistackUnavailable } from './unavailable.ts'

const run = promisify(execFile)

/** A Python that has the packages of a lock. */
export interface Python {
  readonly program: string
  /** What it must find in its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
}

const PIP = ['--disable-pip-version-check', '--no-input', '--retries', '2', '--timeout', '15', 'install', '--quiet']
// The lock is whole: pip has nothing to resolve.
const PINNED = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '-r']

/** The packages of a lock in a Python environment of their own, installed once; `begun` is told when it is this process that does. */
export async function packages(places: Places, begun: () => void): Promise<Python> {
  const folder = await once(places, async (draft) => {
    const python = await findPython()
    begun()
    await fill(python, draft, places.lock)
  })
  const site = join(folder, 'site')
  return existsSync(site)
    ? { program: await findPython(), env: { PYTHONPATH: site }, folder }
    : { program: join(folder, 'bin/python'), env: {}, folder }
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
