import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { HookContext } from './hook.ts'
import { patiently } from './patient.ts'

/** Below it, beside the files, is what we need of a release. */
const OWN = '.deploy-action/'
/** A list of a hundred thousand files is smaller. */
const MAX_BYTES = 50_000_000

/** A file as a release put it there. */
export interface Put {
  readonly sha256: string
  readonly etag: string
  readonly type: string
  readonly cache?: string
}

/** What a release put where, by path. */
export interface Release {
  readonly release: string
  readonly files: Readonly<Record<string, Put>>
  /** The release that is being put in its place. */
  readonly pending?: string
}

/** What a release changes: enough to take it back. */
export interface Change {
  readonly release: string
  /** Nothing where no release of ours was there before. */
  readonly before?: Release
  /** Paths of which the old file is kept. */
  readonly kept: readonly string[]
  readonly added: readonly string[]
}

/** A folder in a bucket; the prefix is empty or ends with a slash. */
export interface Target {
  readonly bucket: string
  readonly prefix: string
}

export const isOwn = (path: string): boolean => path.startsWith(OWN)
export const currentKey = ({ prefix }: Target): string => `${prefix}${OWN}current.json`
export const changeKey = ({ prefix }: Target, release: string): string => `${prefix}${OWN}${release}/change.json`
export const keptKey = ({ prefix }: Target, release: string, path: string): string => `${prefix}${OWN}${release}/files/${path}`

/** Where files go: what a user or an output gives may be anything. */
export function targetOf(to: string): Target {
  const [, bucket = '', path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(to) ?? []
  if (bucket === '') {
    throw new Failure(`“${to}” is no place in a bucket.`, {
      code: 'HOOK_FAILED',
      fix: 'Give `to` as s3://BUCKET or s3://BUCKET/FOLDER, and look at the output that it is made of.',
    })
  }
  const folder = path.replace(/^\/+|\/+$/g, '')
  return { bucket, prefix: folder === '' ? '' : `${folder}/` }
}

/** A document of ours in the bucket; nothing where it is not there. */
export async function read<T>(context: HookContext, { bucket }: Target, key: string): Promise<T | undefined> {
  const { ports, region, signal } = context
  const bytes = await patiently(context, () => ports.objects({ region }).get({ bucket, key }, MAX_BYTES, signal))
  if (bytes === undefined) return undefined
  const document = parsed(Buffer.from(bytes).toString())
  if (document !== null && typeof document === 'object' && 'release' in document) return document as T
  throw new Failure(`${key} in bucket ${bucket} is not what an earlier sync wrote.`, {
    code: 'HOOK_FAILED',
    fix: 'Find out who writes below .deploy-action there. Without that object every file is uploaded anew, and none is removed.',
  })
}
