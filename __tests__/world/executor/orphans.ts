import { readdir, readFile } from 'node:fs/promises'

/**
 * Ends what a job's steps have left behind: a runner knows its processes by a variable in their environment. Without /proc nothing is
 * found, and only the step that runs is ended, by its process group.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 */
export async function endOrphans(trackingId: string): Promise<void> {
  for (let left = await tracked(trackingId); left.length > 0; left = await tracked(trackingId)) left.forEach(kill)
}

async function tracked(trackingId: string): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.map(Number).filter((pid) => pid > 0 && pid !== process.pid)
  const marked = await Promise.all(pids.map(async (pid) => ((await environmentOf(pid)).includes(trackingId) ? [pid] : [])))
  return marked.flat()
}

// A process that has ended, or is another user's, is none of ours.
async function environmentOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
