import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { respond } from './aws-proxy.ts'
import { authority } from './certificates.ts'
import { isEndpoint } from './hosts.ts'
import { upstream } from './message.ts'

/** A running forward proxy for the endpoints of deployed applications. */
export interface EndpointProxy {
  /** What `HTTPS_PROXY` must name. */
  readonly url: string
  /** What `NODE_EXTRA_CA_CERTS` must name. */
  readonly caFile: string
  close(): Promise<void>
}

/** Where requests for endpoints go, and the folder for the authority's certificate. */
export interface EndpointWorld {
  readonly upstream: string
  readonly dir: string
}

/** Starts a proxy that ends TLS for function URLs and APIs and asks the world behind it; everything else it refuses. */
export async function startEndpointProxy({ upstream: target, dir }: EndpointWorld): Promise<EndpointProxy> {
  const { pem, contextFor } = await authority()
  const caFile = join(dir, 'endpoints-ca.pem')
  await writeFile(caFile, pem)
  const send = upstream(target)
  const sockets = new Set<Socket>()
  const inside = createServer((incoming, response) => void respond(incoming, response, send))
  const outside = createServer((_incoming, response) => response.writeHead(403).end('nothing leaves this world'))
  outside.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  })
  outside.on('connect', async ({ url = '' }: IncomingMessage, socket: Socket) => {
    const [host = '', port] = url.split(':')
    if (port !== '443' || !isEndpoint(host)) {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const secureContext = await contextFor(host)
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    const secured = new TLSSocket(socket, { isServer: true, secureContext })
    secured.on('error', () => secured.destroy())
    inside.emit('connection', secured)
  })
  outside.listen(0, '127.0.0.1')
  await new Promise((resolve) => outside.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(outside.address() as AddressInfo).port}`,
    caFile,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        outside.close(() => resolve())
      }),
  }
}
