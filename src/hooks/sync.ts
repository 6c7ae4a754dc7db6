import { sideBySide } from '../artifacts/side-by-side.ts'
import { Failure } from '../foundation/failure.ts'
import type { Listed } from '../ports/objects.ts'
import { defineHook } from './hook.ts'
import { CALLS, copy, inTurn, listed, remove, takenBack, unfinished, upload, write } from './sync-bucket.ts'
import { type Wanted, wantedIn } from './sync-folder.ts'
import { type Change, changeKey, currentKey, keptKey, type Put, type Release, read, targetOf } from './sync-release.ts'

/** The files of a website. */
export const sync = defineHook({
  kind: 'sync',
  doc: 'Puts the files of a folder into a bucket: changed ones only, pages last, and what it put there before and is gone now is removed after that. Going back brings the old files back.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'to'],
    properties: {
      from: { type: 'string', minLength: 1, description: 'The folder, from the root of the repository.' },
      to: {
        type: 'string',
        pattern: '^s3://.+',
        expects: 's3://BUCKET or s3://BUCKET/FOLDER',
        description: 'The bucket, and a folder in it: `s3://${outputs.Bucket}`.',
      },
      cache: {
        type: 'object',
        additionalProperties: { type: 'string' },
        default: {},
        description:
          'The `cache-control` header by pattern, from the folder: `*` within a name, `**` for any folders. The first that fits counts.',
      },
    },
  },
  usesCheckout: true,
  text: ({ from, to }) => `${from} → ${to}`,
  reversible: () => true,
  async run({ from, to, cache }, context) {
    const target = targetOf(to)
    const wanted = await wantedIn(context, from, cache)
    await unfinished(context, target)
    const there = await listed(context, target)
    const before = await read<Release>(context, target, currentKey(target))
    const put = (path: string): Put | undefined => (before && Object.hasOwn(before.files, path) ? before.files[path] : undefined)
    const changed = wanted.filter((file) => !asItWas(file, put(file.path), there.get(file.path)))
    const names = new Set(wanted.map(({ path }) => path))
    // What we did not put there is not ours to take away.
    const gone = Object.keys(before?.files ?? {}).filter((path) => !names.has(path) && there.has(path))
    if (changed.length + gone.length === 0) return { reason: `${wanted.length} files, none changed` }
    const replaced = changed.map(({ path }) => path).filter((path) => there.has(path))
    const kept = [...replaced, ...gone]
    const added = changed.map(({ path }) => path).filter((path) => !there.has(path))
    const release = context.id
    await sideBySide(kept, CALLS, (path) => copy(context, target, `${target.prefix}${path}`, keptKey(target, release, path)))
    await write(context, target, changeKey(target, release), {
      release,
      ...(before ? { before } : {}),
      kept,
      added,
    } satisfies Change)
    await context.leave({ ...target, release })
    await write(context, target, currentKey(target), { release: '', files: {}, ...before, pending: release } satisfies Release)
    const files: Record<string, Put> = Object.fromEntries(
      wanted.flatMap(({ path }) => {
        const known = put(path)
        return known ? [[path, known]] : []
      }),
    )
    for (const part of inTurn(changed)) {
      await sideBySide(part, CALLS, async (file) => {
        files[file.path] = await upload(context, target, file)
      })
    }
    await write(context, target, currentKey(target), { release, files } satisfies Release)
    await sideBySide(gone, CALLS, (path) => remove(context, target, `${target.prefix}${path}`))
    return { reason: `${wanted.length} files: ${added.length} new, ${replaced.length} changed, ${gone.length} removed` }
  },
  async undo({ bucket = '', prefix = '', release = '' }, context) {
    const target = { bucket, prefix }
    const change = await read<Change>(context, target, changeKey(target, release))
    const current = await read<Release>(context, target, currentKey(target))
    if (change && !current?.pending && current?.release === change.before?.release)
      return { reason: 'the old files are back already' }
    if (!change || (current?.release !== release && current?.pending !== release)) {
      throw new Failure(
        change ? `Bucket ${bucket} has the files of another release by now.` : `Bucket ${bucket} kept nothing of it.`,
        {
          code: 'HOOK_FAILED',
          fix: 'Deploy the version that you want: its files are put in place of those that are there.',
        },
      )
    }
    await takenBack(context, target, change)
    return { reason: `${change.kept.length} files are back, ${change.added.length} removed` }
  },
})

const asItWas = ({ sha256: hash, type, cache }: Wanted, put: Put | undefined, there: Listed | undefined): boolean =>
  put !== undefined && put.sha256 === hash && put.type === type && put.cache === cache && put.etag === there?.etag
