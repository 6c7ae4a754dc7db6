import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from '@jest/globals'
import { files } from '../../src/adapters/files.ts'
import { collect } from '../../src/artifacts/collect.ts'
import type { Collected } from '../../src/artifacts/collected.ts'
import type { Failure } from '../../src/foundation/failure.ts'

const open: string[] = []
afterEach(() => {
  for (const folder of open.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export const never = new AbortController().signal

/** A folder of its own that is gone after the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'artifacts-'))
  open.push(made)
  return made
}

/** A repository with these files, and a folder outside of it that is collected into. */
export function workspace(contents: Readonly<Record<string, string | Buffer>>) {
  const [root, into] = [folder(), folder()]
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [path, content] of Object.entries(contents)) write(path, content)
  const disk = files(root)
  const collected = (path = 'template.yaml', signal = never): Promise<Collected> =>
    collect({ files: disk, signal, path, text: readFileSync(join(root, path), 'utf8'), into })
  return { root, into, files: disk, write, collected }
}

/** How a promise was refused. */
export const refusal = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (thrown: Failure) => thrown,
  )
