import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lastLine, once } from '../ministack/once.ts'
import { MinistackUnavailable } from '../ministack/unavailable.ts'

const run = promisify(execFile)

/** The tools of the npm registry. None of their install scripts is needed. */
export function nodePackages(folder: string, sources: string, begun: () => void): Promise<string> {
  return once({ folder, lock: join(sources, 'package-lock.json') }, async (draft) => {
    begun()
    for (const name of ['package.json', 'package-lock.json']) await copyFile(join(sources, name), join(draft, name))
    const given = ['ci', '--prefix', draft, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    await run('npm', given, { cwd: draft }).catch((error: unknown) => {
      throw new MinistackUnavailable(`npm could not install it: ${lastLine(error)}`)
    })
  })
}
