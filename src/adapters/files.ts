import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Files } from '../ports/files.ts'

/** Files below the workspace, or at absolute paths. */
export const files = (workspace: string): Files => ({
  async read(path) {
    try {
      return await readFile(resolve(workspace, path), 'utf8')
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
      throw thrown
    }
  },
  async write(path, content) {
    const target = resolve(workspace, path)
    await mkdir(dirname(target), { recursive: true })
    const draft = `${target}.${randomBytes(4).toString('hex')}`
    await writeFile(draft, content)
    await rename(draft, target)
  },
})
