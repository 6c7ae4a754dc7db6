import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lastLine, once } from '../ministack/once.ts'
import { MinistackUnavailable } from '../ministack/unavailable.ts'

const run = promisify(execFile)

const PLAINLY = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--logs-max=0', '--fetch-retries=1']

/** The tools of the npm registry. None of their install scripts is needed. */
export function nodePackages(folder: string, sources: string, begun: () => void): Promise<string> {
  return once({ folder, lock: join(sources, 'package-lock.json') }, async (draft) => {
    begun()
    for (const name of ['package.json', 'package-lock.json']) await copyFile(join(sources, name), join(draft, name))
    await run('npm', ['ci', '--prefix', draft, ...PLAINLY], { cwd: draft, env: process.env }).catch((error: unknown) => {
      throw new MinistackUnavailable(`npm could not install it: ${reason(error)}`)
    })
  })
}

// npm tells codes first and general advice last.
function reason(error: unknown): string {
  const { stderr = '' } = error as { stderr?: string }
  const told = stderr.split('\n').map((line) => line.replace(/^npm error ?/, ''))
  return told.find((line) => line !== '' && !/^(?:code|syscall|errno) /.test(line)) ?? lastLine(error)
}
