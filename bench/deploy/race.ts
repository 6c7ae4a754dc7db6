import { join } from 'node:path'
import { measured } from '../measured.ts'
import type { Client } from './clients.ts'
import { CHANGE_SET_MS, lengthOf, timeline } from './timeline.ts'
import type { Lane } from './worlds.ts'

/** How one client did in one update; times in seconds. */
export interface Result {
  readonly client: string
  readonly seconds: number
  readonly wall: number
  /** What is left of the wall time without CloudFormation's own. */
  readonly beyond: number
  /** From the end of the update to the end of the client. */
  readonly lag: number
  /** From the change set's being ready to its execution. */
  readonly changeSetLag: number
  /** From the client's start to its first call. */
  readonly start: number
  readonly calls: readonly string[]
  readonly peak?: number
  readonly cpu?: number
}

interface Leg {
  readonly client: Client
  readonly seconds: number
  readonly run: number
  readonly runs: number
}

/** What is raced, and where. */
export interface Race {
  readonly clients: readonly Client[]
  readonly lengths: readonly number[]
  readonly runs: number
  readonly lanes: readonly Lane[]
  readonly folder: string
  readonly signal: AbortSignal
  /** Told after each update. */
  done(result: Result, left: number): void
}

/** Lets every client do every update, one after the other in turn, as many at a time as there are lanes. */
export async function race(given: Race): Promise<readonly Result[]> {
  const { clients, lengths, runs, lanes } = given
  const failed = new AbortController()
  const signal = AbortSignal.any([given.signal, failed.signal])
  const legs = Array.from({ length: runs }, (_, run) =>
    lengths.flatMap((seconds) => clients.map((client) => ({ client, seconds, run, runs }))),
  ).flat()
  const results: Result[] = []
  const drive = async (lane: Lane): Promise<void> => {
    for (let leg = legs.shift(); leg; leg = legs.shift()) {
      signal.throwIfAborted()
      const result = await drove(leg, lane, { ...given, signal })
      results.push(result)
      given.done(result, legs.length)
    }
  }
  // The first failure ends the others, and all of them have ended when it is told.
  await Promise.allSettled(lanes.map((lane) => drive(lane).catch((error: unknown) => failed.abort(error))))
  signal.throwIfAborted()
  return results
}

async function drove({ client, seconds, run, runs }: Leg, lane: Lane, { clients, folder, signal }: Race): Promise<Result> {
  const ms = lengthOf(seconds, run, runs)
  const stack = `bench-${String(seconds).replace('.', '-')}-${run}-${clients.indexOf(client)}`
  const plan = timeline(ms)
  await lane.prepare(stack, plan)
  const program = await client.program({ stack, folder: join(folder, stack), url: lane.url, timeline: plan })
  const begun = Date.now()
  const { code, ms: wall, exitedAt, stderr, ...use } = await measured(program, signal)
  signal.throwIfAborted()
  const calls = await lane.calls()
  const at = (action: string): number => calls.find((call) => call.action === action)?.at ?? Number.NaN
  if (code !== 0) throw new Error(`${client.name} ended with ${code} in an update of ${seconds} s. ${stderr.trim()}`)
  return {
    client: client.name,
    seconds,
    wall: wall / 1000,
    beyond: (wall - ms - CHANGE_SET_MS) / 1000,
    lag: (exitedAt - at('ExecuteChangeSet') - ms) / 1000,
    changeSetLag: (at('ExecuteChangeSet') - at('CreateChangeSet') - CHANGE_SET_MS) / 1000,
    start: ((calls[0]?.at ?? Number.NaN) - begun) / 1000,
    calls: calls.map(({ action }) => action),
    ...use,
  }
}
