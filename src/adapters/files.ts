import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Files } from '../ports/files.ts'

/**
 * Files below the workspace, or at absolute paths. They are small and local: calls that wait for a thread each would take longer.
 */
export const files = (workspace: string): Files => ({
  async read(path) {
    try {
      return readFileSync(resolve(workspace, path), 'utf8')
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
      throw thrown
    }
  },
  async write(path, content) {
    const target = resolve(workspace, path)
    mkdirSync(dirname(target), { recursive: true })
    const draft = `${target}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, content)
    renameSync(draft, target)
  },
})
