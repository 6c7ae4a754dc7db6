import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ScriptedAws } from '../aws/server.ts'
import { issuerOf } from '../aws/sts/issuer.ts'
import type { WorldClock } from '../clock.ts'

/** What goes wrong with one request for a token. */
export type Trouble = number | 'cut' | 'half' | 'nothing' | 'elsewhere'

/** Where one job asks GitHub for identity tokens. https://docs.github.com/en/actions/reference/security/oidc */
export interface TokenEndpoint {
  /** What a job that may ask has in its environment. */
  readonly env: Readonly<Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>>
  /** The audiences that were asked for. */
  readonly asked: readonly string[]
  /** The tokens that were given. */
  readonly given: readonly string[]
  /** The next requests go wrong so, one after the other; what comes then is answered. */
  trouble(...next: readonly Trouble[]): void
  close(): Promise<void>
}

const LIFE_S = 300
export const BEARER = 'the-runners-own-word-for-tokens'
export const SUBJECT = 'repo:octo-org/demo:environment:production'

/** Starts it, known to the account of a scripted AWS. */
export async function tokenEndpoint(aws: ScriptedAws, clock: WorldClock, sub = SUBJECT): Promise<TokenEndpoint> {
  const issuer = issuerOf(undefined, ['sts.amazonaws.com', 'sts.amazonaws.com.cn'])
  aws.sts.provider(issuer.provider)
  const asked: string[] = []
  const given: string[] = []
  let troubles: Trouble[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const aud = url.searchParams.get('audience') ?? ''
    asked.push(aud)
    const next = troubles.shift()
    if (request.headers.authorization !== `Bearer ${BEARER}` || url.searchParams.get('api-version') !== '2.0')
      return void response.writeHead(401).end()
    const now = Math.floor(clock.now().getTime() / 1000)
    // With a number in it that tells it from every other, as GitHub has it.
    const token = issuer.token({
      sub,
      aud: next === 'elsewhere' ? 'nobody' : aud,
      nbf: now,
      exp: now + LIFE_S,
      jti: asked.length,
    })
    if (next !== undefined && next !== 'elsewhere') return fail(response, next, token)
    given.push(token)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ count: token.length, value: token }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: BEARER,
    },
    asked,
    given,
    trouble: (...next) => {
      troubles = [...next]
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

function fail(response: ServerResponse, trouble: Exclude<Trouble, 'elsewhere'>, token: string): void {
  if (trouble === 'cut') return void response.destroy()
  const body = JSON.stringify(trouble === 'nothing' ? {} : { value: token })
  if (typeof trouble === 'number') return void response.writeHead(trouble).end(`no token: ${body}`)
  if (trouble === 'nothing') return void response.writeHead(200).end(body)
  response.writeHead(200, { 'content-length': body.length })
  response.write(body.slice(0, body.length / 2), () => response.destroy())
}
