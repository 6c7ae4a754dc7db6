import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Issuer, issuerOf } from '../../aws/sts/issuer.ts'
import type { WorldClock } from '../../clock.ts'
import type { Claims } from './claims.ts'

/** Where jobs ask who they are. */
export interface IdentityDesk {
  readonly url: string
  /** What an account must know to believe its tokens: `aws.sts.provider(identity.provider)`. */
  readonly provider: Issuer['provider']
  /** What was asked for and given, with the job that asked. */
  readonly given: readonly { readonly audience: string; readonly claims: Claims }[]
  /** Lets the bearer of a word ask, until it is taken back. */
  admit(bearer: string, claims: () => Claims): void
  dismiss(bearer: string): void
  close(): Promise<void>
}

/** https://docs.github.com/en/actions/reference/security/oidc: a token lives five minutes and counts from ten minutes before. */
const LIVES = 300
const BEFORE = 600

/** Starts the endpoint behind ACTIONS_ID_TOKEN_REQUEST_URL on loopback. */
export async function startIdentity(clock: WorldClock): Promise<IdentityDesk> {
  const issuer = issuerOf()
  const bearers = new Map<string, () => Claims>()
  const given: { audience: string; claims: Claims }[] = []
  const answer = (request: IncomingMessage): readonly [status: number, body: unknown] => {
    const url = new URL(request.url ?? '/', 'http://identity')
    const claims = bearers.get((request.headers.authorization ?? '').replace(/^bearer /i, ''))
    if (request.method !== 'GET' || url.pathname !== '/token') return [404, { message: 'Not Found' }]
    if (!claims) return [401, { message: 'Unauthorized' }]
    const audience = url.searchParams.get('audience') ?? `https://github.com/${claims()['repository_owner']}`
    const whole = dated(claims(), audience, clock)
    given.push({ audience, claims: whole })
    const value = issuer.token(whole)
    return [200, { count: value.length, value }]
  }
  const server = createServer((request, response) => send(response, ...answer(request)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // The runner's own address has a version already, so that what is added begins with `&`.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`,
    provider: issuer.provider,
    given,
    admit: (bearer, claims) => void bearers.set(bearer, claims),
    dismiss: (bearer) => void bearers.delete(bearer),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function dated(claims: Claims, aud: string, clock: WorldClock): Claims {
  const iat = Math.floor(clock.now().getTime() / 1_000)
  return { jti: randomUUID(), aud, ...claims, nbf: iat - BEFORE, iat, exp: iat + LIVES }
}
