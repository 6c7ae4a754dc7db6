import type { ServerResponse } from 'node:http'
import type { Functions } from '../lambda/functions.ts'
import { answerUrl } from '../lambda/url.ts'
import { sessionOf } from '../sts/identity.ts'
import type { World } from '../world.ts'
import { answer } from './answer.ts'
import { type FaultRule, type Faults, refusalOf } from './faults.ts'
import type { Answer, Asked, Call } from './message.ts'
import { writeError } from './write.ts'

/** What all requests of a server share. */
export interface Exchange {
  readonly world: World
  readonly faults: Faults
  readonly calls: Call[]
  readonly functions: Functions
  readonly catchUp: () => void
  readonly held: (delta: 1 | -1) => void
}

/** Takes one request from being understood to its answer, or to whatever a fault makes of it. */
export async function exchange(asked: Asked, response: ServerResponse, shared: Exchange): Promise<void> {
  const { service, action, params } = asked
  const index = shared.calls.length
  const role = sessionOf(asked, shared.world)?.role.split('/').at(-1)
  const at = shared.world.clock.now()
  const call: Call = { service, action, params, at, status: 0, ...(role === undefined ? {} : { as: role }) }
  const fault = shared.faults.match(call)
  shared.calls.push(fault ? { ...call, faulted: fault.kind } : call)
  const done = (status: number): void => {
    const noted = shared.calls[index]
    if (noted) shared.calls[index] = { ...noted, status }
  }
  if (fault?.kind === 'reset-before') return void response.destroy()
  if ((fault?.kind === 'hang' || fault?.kind === 'delay') && !(await hold(fault, response, shared))) return
  const given = await answerOf(asked, fault, shared)
  if (fault?.kind === 'reset-after') return void response.destroy()
  done(given.status)
  send(response, given, shared.world, fault?.kind === 'truncate')
}

const REFUSING = new Set(['throttle', 'error', 'denied', 'expired'])

async function answerOf(asked: Asked, fault: FaultRule | undefined, shared: Exchange): Promise<Answer> {
  const { world } = shared
  shared.catchUp()
  if (fault && REFUSING.has(fault.kind)) return writeError(asked, refusalOf(fault, asked, world), world.ids.uuid())
  if (asked.service === 'lambda-url') return await answerUrl(asked, shared.functions, world)
  return answer(asked, world, fault?.kind === 'stale' ? world.sim.at - (fault.ms ?? 0) : world.sim.at)
}

/** Keeps a request waiting on purpose; false when its client went away meanwhile. */
async function hold({ kind, ms = 0 }: FaultRule, response: ServerResponse, { world, held }: Exchange): Promise<boolean> {
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  response.once('close', leave)
  held(1)
  try {
    if (kind === 'delay') await world.clock.sleep(ms, gone.signal)
    else await closing(gone.signal)
  } catch (error) {
    if (!gone.signal.aborted) throw error
  } finally {
    held(-1)
    response.off('close', leave)
  }
  return !gone.signal.aborted
}

const closing = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

function send(response: ServerResponse, { status, headers, body }: Answer, world: World, truncated: boolean): void {
  const bytes = Buffer.from(body)
  response.sendDate = false
  response.writeHead(status, { ...headers, date: world.clock.now().toUTCString(), 'content-length': bytes.length })
  if (!truncated) return void response.end(bytes)
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}
