import { type ChildProcess, execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** MiniStack ends within a second or two when idle, and only after a running invocation otherwise: that is not waited for. */
const GRACE_MS = 3000

/** The process ids below a process, children of children too; none where there is no `ps`. */
export async function descendants(pid: number): Promise<readonly number[]> {
  const answer = await run('ps', ['-A', '-o', 'pid=,ppid=']).catch(() => undefined)
  const pairs = (answer?.stdout ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    pairs.flatMap(([child = 0, owner]) => (owner === parent && child > 0 ? [child, ...below(child)] : []))
  return below(pid)
}

/** Sends a signal to a process or, with a negative id, to its group; says whether there was one. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** Ends a process that leads its own group: SIGTERM first, then SIGKILL to it and to all that it started. */
export async function end(child: ChildProcess, grace: number = GRACE_MS): Promise<void> {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  const started = await descendants(pid)
  signal(pid, 'SIGTERM')
  const inTime = await Promise.race([exited.then(() => true), elapsed(grace)])
  // After SIGKILL of their parent, children in a busy loop live on: each is ended by the id noted before.
  if (!inTime) for (const id of [...(await descendants(pid)), -pid, pid, ...started]) signal(id, 'SIGKILL')
  await exited
}

function elapsed(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref()
  })
}
