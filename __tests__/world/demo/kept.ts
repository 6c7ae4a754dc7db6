import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** How many runs of the demo stay to be read. */
const KEPT = 3

/** Makes the next numbered folder; of two at once each gets its own, and all but the newest few are removed. */
export async function nextFolder(base: string): Promise<string> {
  await mkdir(base, { recursive: true })
  for (;;) {
    const numbers = (await readdir(base)).map(Number).filter((number) => number > 0)
    const next = Math.max(0, ...numbers) + 1
    const folder = join(base, String(next))
    const made = await mkdir(folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
        return false
      },
    )
    if (!made) continue
    for (const old of numbers.filter((number) => number <= next - KEPT))
      await rm(join(base, String(old)), { recursive: true, force: true })
    return folder
  }
}
