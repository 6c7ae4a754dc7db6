import type { Answer, Asked } from '../http/message.ts'
import { type Fields, isFields } from '../http/params.ts'
import type { World } from '../world.ts'
import type { Functions } from './functions.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

/** Answers a request to a function URL. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export async function answerUrl(asked: Asked, functions: Functions, world: World): Promise<Answer> {
  const deployed = functions.behind(asked.host)
  if (!deployed) return { status: 404, headers: JSON_TYPE, body: '{"Message":null}' }
  if (!functions.isPublic(deployed)) return { status: 403, headers: JSON_TYPE, body: '{"Message":"Forbidden"}' }
  const ending = await functions.invoke(deployed, eventOf(asked, world))
  if (ending.kind !== 'result') return { status: 502, headers: JSON_TYPE, body: '{"message":"Internal Server Error"}' }
  return answerFrom(ending.result)
}

/** Payload format 2.0. */
function eventOf({ method, url, host, headers, body }: Asked, world: World): Fields {
  const { pathname, searchParams } = new URL(url, 'http://function')
  const query = Object.fromEntries(searchParams)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: searchParams.toString(),
    headers,
    ...(searchParams.size > 0 ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: 'anonymous',
      apiId: host.split('.')[0],
      domainName: host,
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? '' },
      requestId: world.ids.uuid(),
      routeKey: '$default',
      stage: '$default',
      timeEpoch: world.clock.now().getTime(),
    },
    ...(body.length > 0 ? { body: body.toString('base64') } : {}),
    isBase64Encoded: body.length > 0,
  }
}

/** A result without a status code is the body itself. */
function answerFrom(result: unknown): Answer {
  if (!isFields(result) || !('statusCode' in result)) {
    return { status: 200, headers: JSON_TYPE, body: typeof result === 'string' ? result : JSON.stringify(result ?? null) }
  }
  const { statusCode, headers, body, isBase64Encoded } = result
  const given = isFields(headers) ? Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]) : []
  const text = body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return {
    status: Number(statusCode),
    headers: { ...JSON_TYPE, ...Object.fromEntries(given) },
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  }
}
