import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { ownFolder } from './folders.ts'

/** Above the largest process id that Linux gives out. https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html */
const NOBODY = 4_194_305

it('removes what processes that are gone left behind, and nothing else', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'folders-'))
  const others = [`run-${process.pid}-mine`, `draft-${NOBODY}-other`, 'venv']
  for (const name of [...others, `run-${NOBODY}-abandoned`]) await mkdir(join(parent, name))
  const folder = await ownFolder(parent)
  expect((await readdir(parent)).map((name) => join(parent, name)).sort()).toEqual(
    [...others.map((name) => join(parent, name)), folder].sort(),
  )
  await rm(parent, { recursive: true })
})
