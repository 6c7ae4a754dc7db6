import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

const LOOKS = 10
const BETWEEN_MS = 20

/**
 * Ends what a job's steps have left behind: a runner knows its processes by a variable in their environment. Without /proc nothing is
 * found, and only the step that runs is ended, by its process group.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 */
export async function endOrphans(trackingId: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const kinds = await Promise.all((await processes()).map(async (pid) => [pid, await kindOf(pid, trackingId)] as const))
    for (const [pid, kind] of kinds) if (kind === 'tracked') kill(pid)
    if (kinds.every(([, kind]) => kind === 'foreign')) return
    await wait(BETWEEN_MS)
  }
}

async function processes(): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => [])
  return names.map(Number).filter((pid) => pid > 0 && pid !== process.pid)
}

/** A process that is just changing its program has no environment for a moment, and must be looked at again. */
async function kindOf(pid: number, trackingId: string): Promise<'tracked' | 'unclear' | 'foreign'> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined)
  if (environment?.includes(trackingId)) return 'tracked'
  if (environment !== '') return 'foreign'
  // One that has ended has none for good, nor have those of the kernel, the children of 0 and 2: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') X')
  return /\) (?:[ZX]|\w [02] )/.test(stat) ? 'foreign' : 'unclear'
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
