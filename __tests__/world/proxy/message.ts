import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

/** A request as the proxy hands it on. */
export interface Message {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** An answer as the proxy hands it back. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Something that answers a request. */
export type Send = (message: Message) => Promise<Answer>

/** One thing that the proxy does on the way: it may change the request, the answer, or answer itself. */
export type Layer = (message: Message, next: Send) => Promise<Answer>

/** What belongs to one connection and is never handed on. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'proxy-connection',
  'te',
  'trailer',
]

/** A stream read whole. */
export async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

/** A request that came in, read whole. */
export async function received(incoming: IncomingMessage): Promise<Message> {
  const { method = 'GET', url = '/', headers } = incoming
  return { method, path: url, headers, body: await whole(incoming) }
}

/** The headers that go with a body of a size. */
export function passedOn(headers: IncomingHttpHeaders, body: Buffer): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name))
  return { ...Object.fromEntries(kept), 'content-length': String(body.length) }
}

/** Sends requests to a server on loopback, whatever host they name. */
export function upstream(url: string): Send {
  const { hostname, port } = new URL(url)
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const outgoing = request({ hostname, port, method, path, headers: passedOn(headers, body), agent: false }, (incoming) => {
        const { statusCode: status = 502, headers: given } = incoming
        whole(incoming).then((read) => resolve({ status, headers: given, body: read }), reject)
      })
      outgoing.on('error', reject).end(body)
    })
}

/** What an AWS request asks for: `CreateChangeSet`, `FilterLogEvents`, or method and path where neither protocol names it. */
export function actionOf({ method, path, headers, body }: Message): string {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1)
  return formOf({ headers, body })?.get('Action') ?? `${method} ${path}`
}

/** The fields of a request in the Query protocol. */
export function formOf({ headers, body }: Pick<Message, 'headers' | 'body'>): URLSearchParams | undefined {
  return headers['content-type']?.includes('x-www-form-urlencoded') ? new URLSearchParams(body.toString()) : undefined
}

/** The same request with other fields. */
export function withForm(message: Message, form: URLSearchParams): Message {
  return { ...message, body: Buffer.from(form.toString()) }
}

/** An error as the service's protocol writes it. */
export function refused({ headers }: Message, code: string, text: string, status = 400): Answer {
  if (headers['x-amz-target'] !== undefined) {
    const body = Buffer.from(JSON.stringify({ __type: code, message: text }))
    return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body }
  }
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(text)}</Message></Error>`
  const body = Buffer.from(`<ErrorResponse>${error}<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>`)
  return { status, headers: { 'content-type': 'text/xml' }, body }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
