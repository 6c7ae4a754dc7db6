import { type ClientRequestArgs, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { type Http, type HttpAnswer, type HttpRequest, MAX_BODY } from '../ports/http.ts'
import type { Clock } from '../ports/index.ts'
import { within } from './deadline.ts'
import { proxyEnvironment } from './proxy.ts'

/** HTTP with Node's own client, through the proxy that the environment names. Certificates are always verified. */
export function http(env: Readonly<Record<string, string | undefined>>, clock: Clock): Http {
  const proxyEnv = proxyEnvironment(env)
  const plain = new HttpAgent({ proxyEnv })
  const secure = new HttpsAgent({ proxyEnv })
  return {
    async request(request, signal) {
      const begun = clock.now().getTime()
      try {
        return await within(clock, request.timeout, signal, async (inner) => {
          const answer = await send(request, inner, plain, secure)
          return { ...answer, ms: clock.now().getTime() - begun }
        })
      } catch (thrown) {
        signal.throwIfAborted()
        const { code, message } = thrown as NodeJS.ErrnoException
        return { unreachable: code ? `${code}: ${message}` : message }
      }
    },
  }
}

function send(request: HttpRequest, signal: AbortSignal, plain: HttpAgent, secure: HttpsAgent): Promise<Omit<HttpAnswer, 'ms'>> {
  const url = new URL(request.url)
  const options: ClientRequestArgs = {
    method: request.method,
    headers: { 'user-agent': 'deploy-action', ...request.headers },
    signal,
  }
  return new Promise((resolve, reject) => {
    const answered = (message: IncomingMessage) => read(message).then(resolve, reject)
    const sent =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, agent: secure }, answered)
        : requestHttp(url, { ...options, agent: plain }, answered)
    sent.on('error', reject)
    sent.end(request.body)
  })
}

async function read(message: IncomingMessage): Promise<Omit<HttpAnswer, 'ms'>> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > MAX_BODY) break
  }
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  return {
    status: message.statusCode ?? 0,
    headers,
    body: Buffer.concat(chunks).toString('utf8').slice(0, MAX_BODY),
    truncated: length > MAX_BODY,
  }
}
