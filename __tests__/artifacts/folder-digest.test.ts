import { chmodSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { folderDigest } from '../../src/artifacts/folder-digest.ts'
import { folder, never, refusal, workspace } from './workspace.ts'

const FILES = { 'out/a': '1', 'out/b/c': '2', other: 'x' }
const digest = ({ files }: Pick<ReturnType<typeof workspace>, 'files'>) => folderDigest(files, 'out', never)

describe('the digest of a folder', () => {
  it('is that of paths and contents, and of nothing else', async () => {
    const [one, two] = [workspace(FILES), workspace({ ...FILES, other: 'y' })]
    const before = await digest(one)
    utimesSync(join(two.root, 'out/a'), 0, 0)
    chmodSync(join(two.root, 'out/a'), 0o755)
    expect(await digest(two)).toBe(before)
    expect(await folderDigest(two.files, join(two.root, 'out'), never)).toBe(before)
  })

  it.each([{ 'out/a': '2' }, { 'out/d': '' }, { 'out/a': '12', 'out/b/c': '' }])('moves with %j', async (more) => {
    expect(await digest(workspace({ ...FILES, ...more }))).not.toBe(await digest(workspace(FILES)))
  })

  it('is refused where a link leads out', async () => {
    const repository = workspace(FILES)
    symlinkSync(folder(), join(repository.root, 'out/link'))
    expect(await refusal(digest(repository))).toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: expect.stringContaining('"link"'),
    })
  })
})
