import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { installed } from './install.ts'
import { findPython } from './python.ts'
import { MinistackUnavailable } from './unavailable.ts'

describe('installing MiniStack', () => {
  let folder: string
  const { WORLD_CMD, WORLD_UNAVAILABLE } = process.env

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'install-'))
    Reflect.deleteProperty(process.env, 'WORLD_CMD')
    Reflect.deleteProperty(process.env, 'WORLD_UNAVAILABLE')
  })

  afterEach(async () => {
    if (WORLD_CMD !== undefined) Object.assign(process.env, { WORLD_CMD })
    if (WORLD_UNAVAILABLE !== undefined) Object.assign(process.env, { WORLD_UNAVAILABLE })
    await rm(folder, { recursive: true })
  })

  it('takes the command that it is given', async () => {
    Object.assign(process.env, { WORLD_CMD: 'python -m ministack' })
    const { command } = await installed(() => {})
    Reflect.deleteProperty(process.env, 'WORLD_CMD')
    expect(command).toEqual(['python', '-m', 'ministack'])
  })

  it('does not try again what an earlier process could not have', async () => {
    Object.assign(process.env, { WORLD_UNAVAILABLE: 'no network' })
    const attempt = installed(() => {})
    Reflect.deleteProperty(process.env, 'WORLD_UNAVAILABLE')
    await expect(attempt).rejects.toEqual(new MinistackUnavailable('no network'))
  })

  it('says in one line that there is no Python', async () => {
    await expect(findPython(['no-such-python'])).rejects.toEqual(new MinistackUnavailable('no Python 3.10 to 3.14 is on PATH'))
  })

  it('says why it failed and leaves nothing half made behind', async () => {
    const lock = join(folder, 'broken.lock')
    await writeFile(lock, '--no-such-option\n')
    const attempt = installed(() => {}, { folder: join(folder, 'venv'), lock })
    await expect(attempt).rejects.toMatchObject({ name: 'MinistackUnavailable', message: expect.not.stringContaining('\n') })
    expect(await readdir(join(folder, 'venv')).catch(() => [])).toEqual([])
  }, 60_000)
})
