import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Timeline } from './timeline.ts'

const SERVER = 'build/bench/deploy/server.js'

/** One AWS of its own, in which one client at a time deploys. */
export interface Lane {
  readonly url: string
  /** Puts the stack there as it is before the update, and forgets the calls of earlier clients. */
  prepare(stack: string, timeline: Timeline): Promise<void>
  /** Forgets everything but the stacks. */
  reset(): Promise<void>
  /** Puts one more stack there. */
  add(stack: string, timeline: Timeline): Promise<void>
  /** Every call since then; times in milliseconds since the epoch. */
  calls(): Promise<readonly { readonly action: string; readonly at: number }[]>
}

/** Lanes in a process of their own. */
export interface Worlds {
  readonly lanes: readonly Lane[]
  close(): Promise<void>
}

/** Starts the servers. */
export async function startWorlds(count: number): Promise<Worlds> {
  const child = spawn(process.execPath, [SERVER, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const [line] = (await Promise.race([once(lines, 'line'), exit])) as [unknown]
  if (typeof line !== 'string') throw new Error(`The servers ended with ${line}.`)
  return {
    lanes: (JSON.parse(line) as string[]).map(lane),
    close: async () => {
      child.stdin.end()
      await exit
    },
  }
}

function lane(url: string): Lane {
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const given = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    const answer = await fetch(`${url}/_world/${path}`, given)
    if (!answer.ok) throw new Error(`The scripted AWS answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  const reset = async (): Promise<void> => void (await ask('reset', {}))
  const add = async (stack: string, { before, script }: Timeline): Promise<void> => {
    await ask('stacks', { name: stack, status: 'CREATE_COMPLETE', template: before })
    await ask('timeline', { stack, ...script })
  }
  return {
    url,
    reset,
    add,
    prepare: async (stack, timeline) => {
      await reset()
      await add(stack, timeline)
    },
    calls: async () =>
      ((await ask('calls')) as { action: string; at: string }[]).map(({ action, at }) => ({ action, at: Date.parse(at) })),
  }
}
