import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { files } from '../../src/adapters/files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('files', () => {
  it('reads below the workspace and at absolute paths', async () => {
    await writeFile(join(folder, 'a.txt'), 'ä')
    expect(await files(folder).read('a.txt')).toBe('ä')
    expect(await files('/elsewhere').read(join(folder, 'a.txt'))).toBe('ä')
  })

  it('finds nothing where no file is: a missing one, a folder, a file taken for a folder', async () => {
    await mkdir(join(folder, 'sub'))
    await writeFile(join(folder, 'a.txt'), '')
    const found = await Promise.all(['none', 'none/b', 'sub', 'a.txt/b'].map((path) => files(folder).read(path)))
    expect(found).toEqual([undefined, undefined, undefined, undefined])
  })

  it('makes the folders on the way and leaves nothing but the file', async () => {
    await files(folder).write('one/two/a.txt', 'first')
    await files(folder).write('one/two/a.txt', 'second')
    expect(await readdir(folder, { recursive: true })).toEqual(['one', 'one/two', 'one/two/a.txt'])
    expect(await readFile(join(folder, 'one/two/a.txt'), 'utf8')).toBe('second')
  })

  it('replaces a file as a whole: who has the old one open goes on reading it', async () => {
    const { open } = await import('node:fs/promises')
    await files(folder).write('a.txt', 'old and long')
    const reader = await open(join(folder, 'a.txt'))
    await files(folder).write('a.txt', 'new')
    expect(await reader.readFile('utf8')).toBe('old and long')
    await reader.close()
  })

  it('says why it cannot write', async () => {
    await writeFile(join(folder, 'a.txt'), '')
    await expect(files(folder).write('a.txt/b', '')).rejects.toMatchObject({ code: expect.stringMatching(/^E(NOTDIR|EXIST)$/) })
  })
})

describe('the clock', () => {
  const never = new AbortController().signal

  it('tells the time and draws numbers', () => {
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000)
    expect(clock.random()).toBeGreaterThanOrEqual(0)
    expect(clock.random()).toBeLessThan(1)
  })

  it('sleeps until it is over, or until the signal says why not', async () => {
    await expect(clock.sleep(1, never)).resolves.toBeUndefined()
    const reason = new Error('cancelled')
    const stop = new AbortController()
    const sleeping = clock.sleep(60_000, stop.signal)
    stop.abort(reason)
    await expect(sleeping).rejects.toBe(reason)
    await expect(clock.sleep(60_000, stop.signal)).rejects.toBe(reason)
  })

  it('has deadlines', async () => {
    const deadline = clock.deadline(1)
    await new Promise((done) => deadline.addEventListener('abort', done, { once: true }))
    expect(deadline.aborted).toBe(true)
  })
})
