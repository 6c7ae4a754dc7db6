import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** How long a cancelled step has after SIGINT, and then after SIGTERM. */
export interface Grace {
  readonly interruptMs: number
  readonly terminateMs: number
  /** How long a runner waits for the end of the output of a process that has ended. */
  readonly outputMs?: number
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation */
export const GRACE = { interruptMs: 7500, terminateMs: 2500, outputMs: 5000 } as const satisfies Grace

/** One process of an action, and what can befall it. */
export interface Step {
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
  /** When this settles, the step is cancelled as a runner does it. */
  readonly cancel?: Promise<unknown> | undefined
  /** When this settles, the machine is lost: nothing more runs. */
  readonly kill?: Promise<unknown> | undefined
  readonly grace: Grace
}

/** Runs a process and waits for its end and, for a while, for the end of its output, which what it left behind may hold open. */
export async function runStep({ command, cwd, env, onLine, cancel, kill, grace }: Step): Promise<Exit> {
  const [program, ...given] = command
  // In a group of its own, so that what it started can be killed with it.
  const child = spawn(program, given, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const read = [child.stdout, child.stderr].map((stream) => once(createInterface(stream).on('line', onLine), 'close'))
  cancel?.then(() => stop(child, exited, grace))
  kill?.then(() => killTree(child))
  const [code, signal] = await exited
  // https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs (ProcessExitedHandler)
  if (!(await within(Promise.all(read), grace.outputMs ?? GRACE.outputMs)))
    for (const stream of [child.stdout, child.stderr]) stream.destroy()
  return { code, signal }
}

async function stop(child: ChildProcess, exited: Promise<unknown>, grace: Grace): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT')
  if (await within(exited, grace.interruptMs)) return
  child.kill('SIGTERM')
  if (await within(exited, grace.terminateMs)) return
  killTree(child)
}

function killTree({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL')
}

function within(ended: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    ended.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
