import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { realClock, type WorldClock } from '../clock.ts'
import { maskedChangeSets, nestedChanges, refusals, templateAddresses } from './cloudformation.ts'
import { AnswerLost, type Fault, faults } from './faults.ts'
import { endpointHosts, hiddenFailures, hostOf } from './hosts.ts'
import { filteredLogEvents } from './log-events.ts'
import { actionOf, type Layer, passedOn, received, type Send, upstream } from './message.ts'

/** One request that came to the proxy. */
export interface Call {
  readonly action: string
  readonly host: string
  readonly method: string
  readonly path: string
}

/** A running proxy in front of MiniStack. */
export interface AwsProxy {
  readonly url: string
  /** Every request so far, in order. */
  readonly calls: readonly Call[]
  fault(fault: Fault): void
  close(): Promise<void>
}

/** Starts the proxy that makes MiniStack behave like AWS where the two differ and we would notice. */
export async function startAwsProxy(target: string, clock: WorldClock = realClock): Promise<AwsProxy> {
  const calls: Call[] = []
  const recorded: Layer = (message, next) => {
    calls.push({ action: actionOf(message), host: hostOf(message), method: message.method, path: message.path })
    return next(message)
  }
  const broken = faults(clock)
  const layers = [
    recorded,
    broken.layer,
    hiddenFailures,
    endpointHosts(),
    refusals,
    templateAddresses,
    maskedChangeSets,
    nestedChanges,
    filteredLogEvents,
  ]
  const send = layers.reduceRight<Send>((next, layer) => (message) => layer(message, next), upstream(target))
  const server = createServer((incoming, response) => void respond(incoming, response, send)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    fault: broken.add,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers a request with what a chain of layers gives; a lost answer ends the connection, a dead upstream is a 502. */
export async function respond(incoming: IncomingMessage, response: ServerResponse, send: Send): Promise<void> {
  try {
    const { status, headers, body } = await send(await received(incoming))
    const { 'content-length': length } = headers
    // The answer to HEAD has no body, and tells the length that one would have.
    const told = incoming.method === 'HEAD' && length !== undefined ? { 'content-length': length } : {}
    response.writeHead(status, { ...passedOn(headers, body), ...told }).end(body)
  } catch (error) {
    if (error instanceof AnswerLost) incoming.socket.destroy()
    else response.writeHead(502).end(error instanceof Error ? error.message : '')
  }
}
