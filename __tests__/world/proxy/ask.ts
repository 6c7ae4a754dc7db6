import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import type { EndpointProxy } from './endpoint-proxy.ts'
import { whole } from './message.ts'

/** What an endpoint answered. */
export interface EndpointAnswer {
  readonly status: number
  readonly body: string
}

/** One GET through the endpoint proxy, the way a client with `HTTPS_PROXY` and the world's authority makes it. */
export async function askEndpoint(proxy: Pick<EndpointProxy, 'url' | 'caFile'>, address: string): Promise<EndpointAnswer> {
  const url = new URL(address)
  const ca = await readFile(proxy.caFile)
  const socket = await tunnel(proxy.url, `${url.hostname}:${url.port || 443}`)
  const createConnection = () => connect({ socket, servername: url.hostname, ca })
  return new Promise((resolve, reject) => {
    const asking = secureRequest(url, { createConnection, defaultPort: 443 }, (incoming) => {
      whole(incoming).then((body) => resolve({ status: incoming.statusCode ?? 0, body: body.toString() }), reject)
    })
    asking.on('error', reject).end()
  })
}

function tunnel(proxy: string, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asking = request(proxy, { method: 'CONNECT', path: target, agent: false })
    asking.on('error', reject).on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(socket as Socket)
      else reject(new Error(`the proxy refused ${target} with ${statusCode}`))
    })
    asking.end()
  })
}
