import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'

/** A request as a server on loopback saw it. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a server gives back. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server on loopback and everything that it was asked. */
export interface Loopback {
  readonly port: number
  readonly seen: readonly Seen[]
  close(): Promise<void>
}

/** Starts a server that answers as it is told; where it is told nothing it never answers. */
export async function listen(reply: (seen: Seen) => Reply | undefined, context?: SecureContext): Promise<Loopback> {
  const seen: Seen[] = []
  const take = async (request: IncomingMessage): Promise<Reply | undefined> => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
    seen.push(one)
    return reply(one)
  }
  const onRequest: Parameters<typeof createServer>[1] = async (request, response) => {
    const given = await take(request)
    if (given) response.writeHead(given.status, given.headers).end(given.body)
  }
  const server = context
    ? createTlsServer({ SNICallback: (_host, done) => done(null, context) }, onRequest)
    : createServer(onRequest)
  return { seen, ...(await opened(server)) }
}

/** A proxy that notes what it is asked to reach and leads everything to one port of this machine. */
export async function proxyTo(port: number): Promise<Loopback> {
  const seen: Seen[] = []
  const tunnels = new Set<Socket>()
  const note = ({ method = '', url = '', headers }: IncomingMessage) => void seen.push({ method, url, headers, body: '' })
  const server = createServer((request, response) => {
    note(request)
    response.writeHead(200).end('by proxy')
  })
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    note(request)
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(target).pipe(client)
    })
    for (const one of [client, target]) tunnels.add(one.on('error', () => one.destroy()))
  })
  const { port: own, close } = await opened(server)
  return {
    seen,
    port: own,
    close: () => {
      for (const tunnel of tunnels) tunnel.destroy()
      return close()
    },
  }
}

/** A port of this machine on which nobody listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await opened(createServer())
  await close()
  return port
}

async function opened(server: Server): Promise<Pick<Loopback, 'port' | 'close'>> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
