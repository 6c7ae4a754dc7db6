import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'

const LOOK_MS = 20
/** The unit of a process's times, the same on every Linux. https://man7.org/linux/man-pages/man3/sysconf.3.html */
const TICKS_PER_SECOND = 100

/** What is started, and with nothing but this in its environment. */
export interface Program {
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
}

/** How a process went. Memory and processor time are known on Linux only, which tells them while the process runs. */
export interface Measured {
  readonly code: number | null
  readonly ms: number
  readonly exitedAt: number
  /** MiB. */
  readonly peak?: number
  /** Seconds, without the last few milliseconds. */
  readonly cpu?: number
  readonly stderr: string
}

/** Runs a program to its end, or to that of the signal, and measures it. */
export async function measured({ command: [file, ...given], env }: Program, signal?: AbortSignal): Promise<Measured> {
  const begun = performance.now()
  const child = spawn(file, given, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = (): void => void child.kill('SIGKILL')
  signal?.addEventListener('abort', kill)
  if (signal?.aborted) kill()
  const ended = once(child, 'exit').then(([code]) => ({
    code: code as number | null,
    ms: performance.now() - begun,
    exitedAt: Date.now(),
  }))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  try {
    const [end, last] = await Promise.all([ended, watched(child, ended)])
    return { ...end, ...last, stderr }
  } finally {
    signal?.removeEventListener('abort', kill)
  }
}

type Use = Pick<Measured, 'peak' | 'cpu'>

async function watched({ pid }: Pick<ChildProcess, 'pid'>, ended: Promise<unknown>): Promise<Use> {
  const over = ended.then(
    () => true,
    () => true,
  )
  let use: Use = {}
  do use = { ...use, ...(await useOf(pid)) }
  while (!(await Promise.race([over, wait(LOOK_MS, false)])))
  return use
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function useOf(pid: number | undefined): Promise<Use> {
  const [status, stat] = await Promise.all(
    ['status', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  )
  const kibibytes = /VmHWM:\s+(\d+) kB/.exec(status ?? '')?.[1]
  // The name in brackets may hold blanks; the times are the 12th and 13th field behind it.
  const [user, system] = (stat ?? '').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? []
  return {
    ...(kibibytes === undefined ? {} : { peak: Number(kibibytes) / 1024 }),
    ...(user === undefined || system === undefined ? {} : { cpu: (user + system) / TICKS_PER_SECOND }),
  }
}
