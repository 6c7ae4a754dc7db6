import type { IncomingMessage } from 'node:http'
import { s3Action, targetOf } from '../s3/rest.ts'
import type { Asked } from './message.ts'
import { type Fields, readQuery, textOf } from './params.ts'

const TARGETS = { Logs_: 'logs', 'secretsmanager.': 'secretsmanager', 'AmazonSSM.': 'ssm' } as const
const STS_VERSION = '2011-06-15'

/** Reads a request to its end and finds out which service it means. */
export async function readRequest(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  )
  const common = { method: request.method ?? 'GET', host: hostOf(headers), url: request.url ?? '/', headers, body }
  return { ...common, ...meaning(common) }
}

const hostOf = (headers: Asked['headers']): string => (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase()

type Unread = Pick<Asked, 'method' | 'host' | 'url' | 'headers' | 'body'>

function meaning({ method, host, url, headers, body }: Unread): Pick<Asked, 'service' | 'action' | 'params'> {
  if (/\.lambda-url\.[^.]+\.on\.aws$/.test(host)) return { service: 'lambda-url', action: 'Invoke', params: { host, path: url } }
  const target = headers['x-amz-target']
  const [, named] = Object.entries(TARGETS).find(([prefix]) => target?.startsWith(prefix)) ?? []
  if (target && named) {
    return { service: named, action: target.split('.')[1] ?? '', params: JSON.parse(body.toString('utf8') || '{}') as Fields }
  }
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    ? body.toString('utf8')
    : new URL(url, 'http://x').search.slice(1)
  const { Action, Version, ...params } = readQuery(form)
  if (typeof Action === 'string') return { service: Version === STS_VERSION ? 'sts' : 'cloudformation', action: Action, params }
  const place = targetOf(host, url)
  const version = textOf(Object.fromEntries(place.query), 'versionId')
  return {
    service: 's3',
    action: s3Action(method, place, headers),
    params: { Bucket: place.bucket, Key: place.key, ...(version ? { VersionId: version } : {}) },
  }
}
