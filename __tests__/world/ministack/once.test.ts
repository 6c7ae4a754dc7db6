import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { once } from './once.ts'

describe('something that is installed once', () => {
  let parent: string
  let folder: string
  let lock: string
  let filled: string[]

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'once-'))
    folder = join(parent, 'things')
    lock = join(parent, 'lock')
    filled = []
    await writeFile(lock, 'one')
  })

  afterEach(() => rm(parent, { recursive: true }))

  const made = (): Promise<string> =>
    once({ folder, lock }, async (draft) => {
      filled.push(draft)
      await writeFile(join(draft, 'thing'), '')
    })

  it('is made anew for another lock only, and stands under its name when it is whole', async () => {
    const first = await made()
    expect([await made(), filled.length, existsSync(join(first, 'thing'))]).toEqual([first, 1, true])
    await writeFile(lock, 'two')
    const second = await made()
    expect([second === first, filled.length, (await readdir(folder)).length]).toEqual([false, 2, 2])
  })

  it('is made by one of two that begin at once', async () => {
    const [first, second] = await Promise.all([made(), made()])
    expect([second, await readdir(second)]).toEqual([first, ['thing']])
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('is waited for while another process makes it', async () => {
    const version = (await made()).slice(-12)
    await rm(folder, { recursive: true })
    const theirs = join(folder, `draft-${version}-${process.ppid}-x`)
    await mkdir(theirs, { recursive: true })
    const waiting = made()
    await rename(theirs, join(folder, version))
    expect([await waiting, filled.length]).toEqual([join(folder, version), 1])
  })

  it('is not there when making it failed', async () => {
    await expect(once({ folder, lock }, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
    expect(await readdir(folder)).toEqual([])
  })
})
