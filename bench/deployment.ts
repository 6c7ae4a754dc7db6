import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { startAws } from '../__tests__/world/aws/server.ts'
import { realClock } from '../__tests__/world/clock.ts'
import { environment } from './environment.ts'

const LOOK_MS = 10

/** What one deployment costs. */
export interface Deployment {
  readonly calls: readonly string[]
  readonly byAction: string
  /** MiB; only Linux tells it while the process runs. */
  readonly peak?: number
}

/** Deploys once with the real bundle, and counts. */
export async function deployment(folder: string): Promise<Deployment> {
  const aws = await startAws({ clock: realClock })
  try {
    const child = spawn(process.execPath, ['dist/index.js'], { env: await environment(folder, aws.url), stdio: 'ignore' })
    const exit = once(child, 'exit')
    const ended = exit.then(() => true)
    let peak: number | undefined
    while (!(await Promise.race([ended, wait(LOOK_MS, false)]))) peak = (await peakOf(child.pid)) ?? peak
    const [code] = (await exit) as [number | null]
    if (code !== 0) throw new Error(`The deployment ended with ${code}.`)
    const calls = aws.calls.map(({ action }) => action)
    const counts = Map.groupBy(calls, (action) => action)
    const byAction = [...counts].map(([action, all]) => `${all.length} ${action}`).join(', ')
    return { calls, byAction, ...(peak === undefined ? {} : { peak }) }
  } finally {
    await aws.close()
  }
}

/** The high-water mark of resident memory. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function peakOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kibibytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
}
