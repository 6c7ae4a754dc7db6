import { createHash } from 'node:crypto'
import { ServiceError } from '../http/failure.ts'
import type { Answer, Asked } from '../http/message.ts'
import { xml } from '../http/xml.ts'
import type { World } from '../world.ts'
import type { StoredObject } from './store.ts'

/** What a request to S3 is about, from a path-style or a virtual-hosted address. */
export interface Target {
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
}

export function targetOf(host: string, url: string): Target {
  const { pathname, searchParams } = new URL(url, 'http://s3')
  const path = decodeURIComponent(pathname.slice(1))
  const virtual = /^(.+)\.s3[.-]/.exec(host)
  if (virtual) return { bucket: virtual[1] as string, key: path, query: searchParams }
  const slash = path.indexOf('/')
  return slash < 0
    ? { bucket: path, key: '', query: searchParams }
    : { bucket: path.slice(0, slash), key: path.slice(slash + 1), query: searchParams }
}

/** The name of the action that a request stands for. */
export function s3Action(method: string, { key, query }: Target, headers: Asked['headers']): string {
  if (key && method === 'PUT' && headers['x-amz-copy-source']) return 'CopyObject'
  if (key) return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? 'NotImplemented'
  if (method === 'GET' && query.has('versioning')) return 'GetBucketVersioning'
  if (method === 'GET' && query.has('location')) return 'GetBucketLocation'
  if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2'
  return { PUT: 'CreateBucket', HEAD: 'HeadBucket' }[method] ?? 'NotImplemented'
}

const CHECKSUM = 'x-amz-checksum-sha256'
/** What a page of a list holds at most. */
const PAGE = 1000

const noKey = (): ServiceError => new ServiceError('NoSuchKey', 'The specified key does not exist.', 404)

/** What of a request's headers belongs to the object. */
const keptOf = ({ headers }: Asked): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined &&
      (name === 'content-type' || name === 'cache-control' || name === CHECKSUM || name.startsWith('x-amz-meta-'))
        ? [[name, value]]
        : [],
    ),
  )

const noBucket = (): ServiceError => new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404)

const ACTIONS: Readonly<Record<string, (asked: Asked, target: Target, world: World) => Answer>> = {
  PutObject: (asked, { bucket, key }, world) => {
    const found = world.objects.read(bucket, key)
    if (found === 'no bucket') throw noBucket()
    if (found && asked.headers['if-none-match'] === '*') {
      throw new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412)
    }
    const match = asked.headers['if-match']
    if (match !== undefined && found?.etag !== match) {
      throw new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412)
    }
    const content = contentOf(asked)
    const checksum = asked.headers[CHECKSUM]
    if (checksum !== undefined && checksum !== createHash('sha256').update(content).digest('base64')) {
      throw new ServiceError('BadDigest', 'The SHA256 you specified did not match the calculated checksum.', 400)
    }
    const stored = world.objects.put(bucket, key, content, keptOf(asked))
    return { status: 200, headers: describe(stored), body: '' }
  },
  CopyObject: ({ headers }, { bucket, key }, world) => {
    const [path = '', query = ''] = (headers['x-amz-copy-source'] ?? '').split('?')
    const [from = '', ...rest] = path.replace(/^\//, '').split('/').map(decodeURIComponent)
    const version = new URLSearchParams(query).get('versionId') ?? undefined
    const source = world.objects.read(from, rest.join('/'), version)
    if (source === 'no bucket' || !world.objects.bucket(bucket)) throw noBucket()
    if (!source) throw noKey()
    const stored = world.objects.put(bucket, key, source.body, source.headers)
    return { ...document('CopyObjectResult', `<ETag>${stored.etag}</ETag>`) }
  },
  ListObjectsV2: (_, { bucket, query }, world) => {
    if (!world.objects.bucket(bucket)) throw noBucket()
    const all = world.objects.list(bucket, query.get('prefix') ?? '')
    const [begin, most] = [Number(query.get('continuation-token') ?? 0), Number(query.get('max-keys') ?? PAGE)]
    const more = begin + most < all.length
    const listed = all
      .slice(begin, begin + most)
      .map(({ key, body, etag }) => xml('Contents', { Key: key, Size: body.length, ETag: etag }))
    const next = more ? `<NextContinuationToken>${begin + most}</NextContinuationToken>` : ''
    return document('ListBucketResult', `<IsTruncated>${more}</IsTruncated>${listed.join('')}${next}`)
  },
  DeleteObject: (_, { bucket, key }, world) => {
    if (!world.objects.bucket(bucket)) throw noBucket()
    world.objects.remove(bucket, key)
    return { status: 204, headers: {}, body: '' }
  },
  GetObject: (asked, target, world) => read(asked, target, world),
  HeadObject: (asked, target, world) => read(asked, target, world),
  CreateBucket: (_, { bucket }, world) => {
    world.objects.createBucket(bucket)
    return { status: 200, headers: { location: `/${bucket}` }, body: '' }
  },
  HeadBucket: (_, { bucket }, world) => {
    if (!world.objects.bucket(bucket)) throw noBucket()
    return { status: 200, headers: { 'x-amz-bucket-region': world.region }, body: '' }
  },
  GetBucketVersioning: (_, { bucket }, world) => {
    const found = world.objects.bucket(bucket)
    if (!found) throw noBucket()
    return document('VersioningConfiguration', found.versioned ? '<Status>Enabled</Status>' : '')
  },
  GetBucketLocation: (_, { bucket }, world) => {
    if (!world.objects.bucket(bucket)) throw noBucket()
    return document('LocationConstraint', world.region === 'us-east-1' ? '' : world.region)
  },
}

const document = (name: string, inner: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${name}>`,
})

/** Answers one request. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export function answerS3(asked: Asked, world: World): Answer {
  const target = targetOf(asked.host, asked.url)
  if ((world.objects.bucket(target.bucket)?.region ?? world.region) !== world.region) {
    const text = 'The bucket you are attempting to access must be addressed using the specified endpoint.'
    throw new ServiceError('PermanentRedirect', text, 301)
  }
  const action = ACTIONS[asked.action]
  if (!action)
    throw new ServiceError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501)
  return action(asked, target, world)
}

function read({ headers }: Asked, { bucket, key, query }: Target, world: World): Answer {
  const found = world.objects.read(bucket, key, query.get('versionId') ?? undefined)
  if (found === 'no bucket') throw noBucket()
  if (!found) throw noKey()
  const { [CHECKSUM]: checksum, ...kept } = found.headers
  const told = checksum && headers['x-amz-checksum-mode'] === 'ENABLED' ? { [CHECKSUM]: checksum } : {}
  const modified = new Date(found.at).toUTCString()
  return { status: 200, headers: { ...kept, ...told, ...describe(found), 'last-modified': modified }, body: found.body }
}

const describe = ({ etag, versionId }: StoredObject): Record<string, string> => ({
  etag,
  ...(versionId ? { 'x-amz-version-id': versionId } : {}),
})

/** Newer clients send bodies in chunks with a trailing checksum. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
function contentOf({ headers, body }: Asked): Buffer {
  if (!headers['content-encoding']?.includes('aws-chunked')) return body
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    const line = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.subarray(at, line).toString('latin1'), 16)
    if (!size) break
    parts.push(body.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
  return Buffer.concat(parts)
}

export const s3Error = (code: string, message: string, requestId: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${xml('Error', { Code: code, Message: message, RequestId: requestId })}`
