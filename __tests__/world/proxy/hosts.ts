import type { Answer, Layer, Message } from './message.ts'

const FUNCTION_URL = /^([a-z0-9]+)\.lambda-url\.([a-z0-9-]+)\.on\.aws$/
const API = /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/

const ACCESS_KEY = /Credential=([^/]+)\//

/** The host of a deployed endpoint (a function URL, an API of API Gateway) and not of a service. */
export function isEndpoint(host: string): boolean {
  return FUNCTION_URL.test(host) || API.test(host)
}

/** The host that a request names, without a port. */
export function hostOf(message: Pick<Message, 'headers'>): string {
  return (message.headers.host ?? '').replace(/:\d+$/, '')
}

/**
 * Leads requests for deployed endpoints to where MiniStack has them. It finds an API only under another host and in the account of
 * a credential, so the one that last called a service is named (a signature is not looked at). Function URLs it finds by host. The
 * path /health is out of reach: MiniStack answers it itself, whatever the host.
 */
export function endpointHosts(): Layer {
  let accessKey = 'test'
  return (message, next) => {
    accessKey = ACCESS_KEY.exec(message.headers.authorization ?? '')?.[1] ?? accessKey
    const host = hostOf(message)
    const [, api, region] = API.exec(host) ?? []
    if (api === undefined) return next(message)
    const scope = `${accessKey}/20260101/${region}/execute-api/aws4_request`
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`
    return next({ ...message, headers: { ...message.headers, host: `${api}.execute-api.localhost`, authorization } })
  }
}

/** What callers see of a function that failed; the reason stands in its log only. MiniStack would tell it to everybody. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [FUNCTION_URL, 'Internal Server Error'],
  [API, '{"message": "Internal server error"}'],
]

/** Hides from callers of an endpoint why its function failed. */
export const hiddenFailures: Layer = async (message, next) => {
  const answer = await next(message)
  const shown = FAILURES.find(([host]) => host.test(hostOf(message)))?.[1]
  return shown === undefined || !isFailure(answer) ? answer : { ...answer, body: Buffer.from(shown) }
}

function isFailure({ status, body }: Answer): boolean {
  return status === 502 && body.includes('"errorType"')
}
