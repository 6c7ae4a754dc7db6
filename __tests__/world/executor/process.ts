import { commandFiles } from '../runner/command-files.ts'
import { stepLog } from '../runner/log.ts'
import { type Exit, GRACE, type Grace, runStep } from '../runner/step.ts'
import { timeOf } from './clock.ts'
import type { Ground } from './ground.ts'
import type { LiveJob } from './live-job.ts'
import { NotModelled } from './not-modelled.ts'
import { type Asked, obey } from './obey.ts'
import { Refusal } from './refusal.ts'

/** A process that a step starts. */
export interface Work {
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** 0 for no limit. */
  readonly timeoutMinutes: number
  /** Whether it goes on when the job is cancelled. */
  readonly stays: () => boolean
}

/** How a process ended, and what it asked of the runner. */
export interface Worked extends Asked {
  readonly end: 'success' | 'failure' | 'cancelled' | 'timed out'
  readonly code: number
}

const SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }
const KILLED = 128
// Commands of old, which wrote on the log what now stands in files, and those that only change how a log looks.
const OLD_COMMAND = /^\s*::(set-output|save-state|set-env|add-path|add-matcher|remove-matcher|echo)\b/

/** Runs a process of a step; undefined where the machine went away meanwhile. */
export async function runProcess(job: LiveJob, ground: Ground, name: string, work: Work): Promise<Worked | undefined> {
  const files = await commandFiles(ground.own, name)
  const env = job.environment(ground, {
    ...work.env,
    ...timeOf(job.order.clock, work.env['NODE_OPTIONS'] ?? job.env()['NODE_OPTIONS']),
  })
  const log = stepLog(job.page.masks)
  let old: string | undefined
  const onLine = (line: string): void => {
    old ??= OLD_COMMAND.exec(line)?.[1]
    const shown = log.take(line)
    if (shown !== undefined) job.page.line(shown)
  }
  const ended = await underway(job, work, (cancel) => {
    const grace = graceAt(job.order.clock.speed)
    const { command, cwd } = work
    return started(runStep({ command, cwd, env: { ...env, ...files.paths }, onLine, cancel, kill: job.ends.death, grace }))
  })
  job.page.annotations.push(...log.annotations)
  if (job.ends.over !== undefined) return undefined
  if (old !== undefined) throw new NotModelled(`the workflow command ${old}`)
  const asked = obey(job, await files.read())
  return { ...asked, ...ended, end: asked.wrong && ended.end === 'success' ? 'failure' : ended.end }
}

// However fast the world is, a process takes its time to answer a signal.
const LEAST_MS = 1000

function graceAt(speed: number): Required<Grace> {
  const at = (ms: number): number => Math.max(ms / speed, LEAST_MS)
  return { interruptMs: at(GRACE.interruptMs), terminateMs: at(GRACE.terminateMs), outputMs: at(GRACE.outputMs) }
}

// What asks too much of the system, as by too large an environment, fails the step before anything of it runs.
async function started(process: Promise<Exit>): Promise<Exit> {
  try {
    return await process
  } catch (error) {
    throw new Refusal(`An error occurred trying to start process: ${(error as Error).message}`)
  }
}

async function underway(
  job: LiveJob,
  work: Work,
  run: (cancel: Promise<void>) => Promise<Exit>,
): Promise<Pick<Worked, 'end' | 'code'>> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const over = new AbortController()
  let stopped: 'cancelled' | 'timed out' | undefined
  const interrupt = (why: typeof stopped): void => {
    stopped ??= why
    resolve()
  }
  if (work.timeoutMinutes > 0)
    job.order.clock.sleep(work.timeoutMinutes * 60_000, over.signal).then(
      () => interrupt('timed out'),
      () => undefined,
    )
  const { code, signal } = await job.ends
    .during({ stays: work.stays, interrupt: () => interrupt('cancelled') }, () => run(promise))
    .finally(() => over.abort())
  const status = code ?? KILLED + (SIGNALS[signal ?? ''] ?? 0)
  return { end: stopped ?? (status === 0 ? 'success' : 'failure'), code: status }
}
