import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MinistackUnavailable } from './unavailable.ts'

const run = promisify(execFile)

/** The minor versions of Python 3 that the pinned packages have wheels for. */
const MINORS = [10, 11, 12, 13, 14]
const NAMES = ['python3', ...MINORS.toReversed().map((minor) => `python3.${minor}`), 'python']
const QUESTION = 'import sys; print(sys.executable); print(sys.version_info[0], sys.version_info[1])'

/** The path of a Python from 3.10 to 3.14 on PATH. */
export async function findPython(names: readonly string[] = NAMES): Promise<string> {
  for (const name of names) {
    // A name that is missing, or a version manager's stand-in for a version that is not chosen, is no Python: the next one is asked.
    const answer = await run(name, ['-c', QUESTION]).catch(() => undefined)
    const [path = '', version = ''] = answer?.stdout.trim().split('\n') ?? []
    const [major, minor] = version.split(' ').map(Number)
    if (major === 3 && MINORS.includes(minor ?? 0)) return path
  }
  throw new MinistackUnavailable('no Python 3.10 to 3.14 is on PATH')
}
