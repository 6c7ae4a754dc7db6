import type { Place } from '../ports/objects.ts'

/** The two shapes of S3's host names, in every partition, dual-stack ones too. */
const HOST = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.(?:amazonaws\.com(?:\.cn)?|[a-z0-9.-]+)$/
/** An endpoint of a test world, where the bucket stands in the path. */
const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** The object behind an address in S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function urlPlace(text: string): Place | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const [, host] = HOST.exec(url.hostname) ?? []
  const local = LOCAL.test(url.hostname)
  const path = url.pathname.slice(1).split('/').map(decoded)
  const virtual = host !== undefined && !local
  if (!virtual && !local && !HOST.test(url.hostname)) return undefined
  const [bucket = '', ...key] = virtual ? [host, ...path] : path
  const version = url.searchParams.get('versionId')
  return bucket && key.join('/') ? { bucket, key: key.join('/'), ...(version ? { version } : {}) } : undefined
}

/** What is no encoding stays as it is. */
const decoded = (part: string): string =>
  new URLSearchParams(`part=${part.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('part') ?? ''
