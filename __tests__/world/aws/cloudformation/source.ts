import { validationError } from '../http/failure.ts'
import { type Fields, flagOf, textOf } from '../http/params.ts'
import type { World } from '../world.ts'
import { parseTemplate, type Source } from './template/parse.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
const BODY_LIMIT = 51_200
/** The limit of a template in a bucket. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const OBJECT_LIMIT = 1_000_000

const MORE = 'For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'

/** The template a request names: its body, an object, or the stack's own. */
export function sourceOf(world: World, params: Fields, previous?: Source): Source {
  const body = textOf(params, 'TemplateBody')
  const url = textOf(params, 'TemplateURL')
  if (body !== undefined && url !== undefined) throw validationError('Specify exactly one of TemplateBody or TemplateURL')
  if (body !== undefined && Buffer.byteLength(body) > BODY_LIMIT) {
    const rule = `Member must have length less than or equal to ${BODY_LIMIT}`
    throw validationError(`1 validation error detected: Value at 'templateBody' failed to satisfy constraint: ${rule}`)
  }
  if (body !== undefined) return parseTemplate(body)
  if (url !== undefined) return templateAt(world, url)
  if (flagOf(params, 'UsePreviousTemplate') && previous?.body) return previous
  throw validationError('Either Template URL or Template Body must be specified.')
}

/** Reads a template from a bucket, in every form an S3 address has. */
export function templateAt(world: World, address: string): Source {
  const place = placeOf(address)
  if (!place) throw validationError('TemplateURL must be a supported URL.')
  const found = world.objects.read(place.bucket, place.key, place.version)
  if (found === 'no bucket') throw validationError(`S3 error: The specified bucket does not exist\n${MORE}`)
  if (!found) throw validationError(`S3 error: Access Denied\n${MORE}`)
  if (found.body.length > OBJECT_LIMIT) throw validationError('Template may not exceed 1000000 bytes in size.')
  return parseTemplate(found.body.toString('utf8'))
}

interface Place {
  readonly bucket: string
  readonly key: string
  readonly version: string | undefined
}

function placeOf(address: string): Place | undefined {
  if (!URL.canParse(address)) return undefined
  const { hostname, pathname, searchParams } = new URL(address)
  const version = searchParams.get('versionId') ?? undefined
  const path = decodeURIComponent(pathname.slice(1))
  const virtual = /^(.+)\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com/.exec(hostname)
  if (virtual) return { bucket: virtual[1] as string, key: path, version }
  if (!/^s3[.-].*amazonaws\.com|^127\.0\.0\.1$|^localhost$/.test(hostname)) return undefined
  const slash = path.indexOf('/')
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1), version }
}
