import { sideBySide } from '../artifacts/side-by-side.ts'
import { sha256 } from '../foundation/digest.ts'
import type { Listed } from '../ports/objects.ts'
import type { HookContext } from './hook.ts'
import { patiently } from './patient.ts'
import type { Wanted } from './sync-folder.ts'
import { type Change, changeKey, currentKey, isOwn, keptKey, type Put, type Release, read, type Target } from './sync-release.ts'

/** Calls under way at a time. */
export const CALLS = 8

/** What an earlier run began and did not end is taken back first: else its half would be taken for the old files. */
export async function unfinished(context: HookContext, target: Target): Promise<void> {
  const pending = (await read<Release>(context, target, currentKey(target)))?.pending
  const change = pending && (await read<Change>(context, target, changeKey(target, pending)))
  if (!change) return
  context.say(`an earlier run did not end with ${target.bucket}; what it had put there is taken back first`)
  await takenBack(context, target, change)
}

/** Puts kept files back and removes those that came with the change. */
export async function takenBack(context: HookContext, target: Target, change: Change): Promise<void> {
  for (const part of inTurn(change.kept.map((path) => ({ path })))) {
    await sideBySide(part, CALLS, ({ path }) =>
      copy(context, target, keptKey(target, change.release, path), `${target.prefix}${path}`),
    )
  }
  // A copy may have another ETag, so that the next sync uploads it anew: that is no harm.
  if (change.before) await write(context, target, currentKey(target), change.before)
  else await remove(context, target, currentKey(target))
  await sideBySide(change.added, CALLS, (path) => remove(context, target, `${target.prefix}${path}`))
}

/** Pages come after what they name. */
export const inTurn = <T extends { readonly path: string }>(files: readonly T[]): readonly (readonly T[])[] => {
  const isPage = ({ path }: T) => /\.html?$/.test(path)
  return [files.filter((file) => !isPage(file)), files.filter(isPage)]
}

/** What is there, by its path in the folder. */
export async function listed(context: HookContext, { bucket, prefix }: Target): Promise<ReadonlyMap<string, Listed>> {
  const { ports, region, signal } = context
  const found = new Map<string, Listed>()
  let next: string | undefined
  do {
    const from = next
    const page = await patiently(context, () => ports.sites({ region }).list(bucket, prefix, signal, from))
    for (const file of page.objects) {
      const path = file.key.slice(prefix.length)
      if (!isOwn(path)) found.set(path, file)
    }
    next = page.next
  } while (next !== undefined)
  return found
}

/** Copies within the bucket, headers too. */
export const copy = (context: HookContext, { bucket }: Target, from: string, to: string) =>
  patiently(context, () =>
    context.ports.objects({ region: context.region }).copy({ bucket, key: from }, { bucket, key: to }, context.signal),
  )

/** What is not there is removed already. */
export const remove = (context: HookContext, { bucket }: Target, key: string) =>
  patiently(context, () => context.ports.sites({ region: context.region }).remove(bucket, key, context.signal))

/** Stores a file in place of what is there. */
export async function upload(context: HookContext, { bucket, prefix }: Target, file: Wanted): Promise<Put> {
  const { sha256: hash, type, cache } = file
  const { ports, region, signal } = context
  const described = { type, ...(cache === undefined ? {} : { cache }) }
  const place = { bucket, key: `${prefix}${file.path}`, bytes: file.bytes, sha256: hash, ...described }
  const chunks = () => ports.files.chunks(file.file)
  const etag = await patiently(context, () => ports.sites({ region }).put({ ...place, chunks }, signal))
  return { sha256: hash, etag, ...described }
}

/** Stores a document of ours. */
export async function write(context: HookContext, { bucket }: Target, key: string, document: Release | Change): Promise<void> {
  const body = Buffer.from(JSON.stringify(document))
  const chunks = async function* () {
    yield body
  }
  const file = { bucket, key, bytes: body.length, sha256: sha256(body), type: 'application/json', cache: 'no-store', chunks }
  await patiently(context, () => context.ports.sites({ region: context.region }).put(file, context.signal))
}
