import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { files } from '../../src/adapters/files.ts'
import { PIECE_BYTES } from '../../src/ports/files.ts'

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

  it('empties a folder of ours, also one that is not there yet, and none of the workspace', async () => {
    const ours = join(folder, 'ours')
    await files(folder).empty(ours)
    await files(folder).write(join(ours, 'sub/a.txt'), 'a')
    await files(folder).empty(ours)
    expect(await readdir(ours)).toEqual([])
    await expect(files(folder).empty('ours')).rejects.toThrow('is of the workspace')
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

describe('folders', () => {
  const list = async (path = '.', most = 100) =>
    [...(await files(folder).list(path, most))]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path: p, kind }) => `${p} ${kind}`)

  it('are listed to the last file, links within them followed', async () => {
    await mkdir(join(folder, 'src/deep'), { recursive: true })
    await writeFile(join(folder, 'src/deep/a'), 'four')
    await writeFile(join(folder, 'b'), '', { mode: 0o755 })
    await symlink('../b', join(folder, 'src/b'))
    await symlink('deep', join(folder, 'src/again'))
    expect(await list('src')).toEqual(['again/a file', 'b file', 'deep/a file'])
    expect(await list(join(folder, 'src'))).toEqual(['again/a file', 'b outside', 'deep/a file'])
    expect(await list('src', 2)).toHaveLength(2)
    expect(await files(folder).look('src/b')).toEqual({ kind: 'file', bytes: 0, executable: true })
    expect(await files(folder).look('src/deep/a')).toEqual({ kind: 'file', bytes: 4, executable: false })
    expect(await files(folder).look('src')).toMatchObject({ kind: 'folder' })
    expect(await files(folder).look('none')).toBeUndefined()
  })

  it('name what cannot be followed: links out, to nothing, to themselves, to folders around them', async () => {
    await mkdir(join(folder, 'src'))
    await symlink('/etc', join(folder, 'src/out'))
    await symlink('nothing', join(folder, 'src/broken'))
    await symlink('self', join(folder, 'src/self'))
    await symlink('..', join(folder, 'src/up'))
    expect(await list()).toEqual(['src/broken other', 'src/out outside', 'src/self other', 'src/up other'])
    expect(await files(folder).look('src/out/passwd')).toMatchObject({ kind: 'outside' })
  })
})

describe('large files', () => {
  it('are read and written in pieces that are always the same', async () => {
    const bytes = Buffer.alloc(PIECE_BYTES * 2 + 10, 'abc')
    await writeFile(join(folder, 'large'), bytes)
    const sizes: number[] = []
    const disk = files(folder)
    for await (const { length } of disk.chunks('large')) sizes.push(length)
    expect(sizes).toEqual([PIECE_BYTES, PIECE_BYTES, 10])
    await disk.writeChunks('deep/copy', disk.chunks('large'))
    await disk.rename('deep/copy', 'deep/done')
    expect((await readFile(join(folder, 'deep/done'))).equals(bytes)).toBe(true)
  })

  it('leave nothing behind where writing them ends early', async () => {
    const broken = async function* () {
      yield Buffer.from('a')
      throw new Error('no more')
    }
    await expect(files(folder).writeChunks('deep/a', broken())).rejects.toThrow('no more')
    expect(await readdir(join(folder, 'deep'))).toEqual([])
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
