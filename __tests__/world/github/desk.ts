import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerTo, type Received, type Sent } from './answer.ts'
import { type Call, callOf } from './calls.ts'
import { controlAnswer } from './control.ts'
import { Faults, faultAnswer } from './faults.ts'
import { issuePageAt } from './page.ts'
import type { World } from './world.ts'

/** Who is told what happens at the desk. */
export interface Observers {
  /** Told +1 when a fault begins to hold a request back, and -1 when it lets go: a virtual clock must know what it waits for. */
  readonly held?: (change: 1 | -1) => void
  /** Sees every answer of an operation, as it was before a fault spoilt it. */
  readonly onAnswer?: (seen: { readonly call: Call; readonly sent: Sent }) => void
}

/** Takes requests from the wire, lets faults strike and writes answers. */
export class Desk {
  readonly calls: Call[] = []
  readonly faults = new Faults()
  readonly #world: World
  readonly #observers: Observers

  constructor(world: World, observers: Observers) {
    this.#world = world
    this.#observers = observers
  }

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const received = await read(request, this.#world.url)
      const control = controlAnswer(this.#world, this.faults, this.calls, received)
      if (control) return write(response, control)
      const page = received.method === 'GET' ? issuePageAt(this.#world, received.url.pathname) : undefined
      if (page !== undefined) return write(response, { status: 200, headers: {}, body: page, type: 'text/html; charset=utf-8' })
      await this.#answer(received, response)
    } catch (error) {
      // A mistake in the server itself must show in the test that met it, not end the process.
      if (!response.destroyed)
        write(response, { status: 501, headers: {}, body: { message: `scripted GitHub: ${String(error)}` } })
    }
  }

  async #answer(received: Received, response: ServerResponse): Promise<void> {
    const fault = this.faults.next(received.method, received.url.pathname)
    if (fault?.kind === 'delay' || fault?.kind === 'hang') {
      const alive = await this.#hold(response, fault.kind === 'delay' ? fault.milliseconds : undefined)
      if (!alive) return this.#note(received, undefined, fault.kind)
    }
    const struck = fault && faultAnswer(fault, this.#world.clock)
    if (struck) {
      this.#note(received, struck, fault.kind)
      return write(response, struck)
    }
    if (fault?.kind === 'reset') {
      this.#note(received, undefined, fault.kind)
      return reset(response)
    }
    const sent = answerTo(this.#world, received)
    this.#observers.onAnswer?.({ call: callOf(this.#world, received, sent), sent })
    this.#note(received, fault?.kind === 'reset-after-effect' ? undefined : sent, fault?.kind)
    if (fault?.kind === 'reset-after-effect') return reset(response)
    write(response, sent, fault?.kind === 'truncated')
  }

  #note(received: Received, sent: Sent | undefined, fault: string | undefined): void {
    this.calls.push(callOf(this.#world, received, sent, fault))
  }

  /** Holds a request for some time of the world's clock, or until the client goes away; tells whether the client is still there. */
  async #hold(response: ServerResponse, milliseconds?: number): Promise<boolean> {
    const gone = new AbortController()
    const left = new Promise<void>((resolve) => response.once('close', resolve)).then(() => gone.abort())
    this.#observers.held?.(1)
    try {
      await (milliseconds === undefined
        ? left
        : Promise.race([left, this.#world.clock.sleep(milliseconds, gone.signal).catch(() => left)]))
    } finally {
      this.#observers.held?.(-1)
    }
    return !gone.signal.aborted
  }
}

async function read(request: IncomingMessage, base: string): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]))
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', base),
    headers,
    text: Buffer.concat(chunks).toString('utf8'),
  }
}

function write(response: ServerResponse, { status, headers, body, type }: Sent, truncated = false): void {
  const text = body === undefined ? '' : type ? String(body) : JSON.stringify(body)
  const length = Buffer.byteLength(text)
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': type ?? 'application/json; charset=utf-8', 'content-length': length }),
    ...headers,
    'x-github-request-id': randomBytes(8).toString('hex').toUpperCase(),
  })
  if (!truncated) return void response.end(text)
  response.write(text.slice(0, Math.floor(text.length / 2)), () => reset(response))
}

const reset = (response: ServerResponse) => void response.socket?.resetAndDestroy()
