import type { Artifact } from '../domain/artifact.ts'
import { Failure } from '../foundation/failure.ts'
import { retry } from '../foundation/retry.ts'
import type { Clock } from '../ports/index.ts'
import type { Objects, Place, Stored } from '../ports/objects.ts'
import { sideBySide } from './side-by-side.ts'

/** What looking at objects needs. */
export interface Looking {
  readonly objects: Objects
  readonly clock: Clock
  readonly signal: AbortSignal
  say(line: string): void
}

const LOOKS_AT_ONCE = 16
const LIMIT_MS = 90_000

/** What is at places now, as it is bound to a plan, and where there is nothing. */
export async function boundAll(
  looking: Looking,
  places: readonly Place[],
): Promise<{ readonly artifacts: readonly Artifact[]; readonly missing: readonly Place[] }> {
  const found = await sideBySide(places, LOOKS_AT_ONCE, async (place) => ({ place, artifact: await boundTo(looking, place) }))
  return {
    artifacts: found.flatMap(({ artifact }) => artifact ?? []),
    missing: found.filter(({ artifact }) => !artifact).map(({ place }) => place),
  }
}

async function boundTo(looking: Looking, place: Place): Promise<Artifact | undefined> {
  const stored = await look(looking, place)
  if (!stored) return undefined
  const { bytes, version, etag, sha256 } = stored
  const known = { ...(version === undefined ? {} : { version }), ...(etag === undefined ? {} : { etag }) }
  const { bucket, key } = place
  return { bucket, key, ...known, pinned: place.version !== undefined, ...(sha256 === undefined ? {} : { sha256 }), bytes }
}

/** Looks at each artifact again and fails, with all that moved, where one is not what was planned. */
export async function demandArtifacts(looking: Looking, artifacts: readonly Artifact[]): Promise<void> {
  const wrong = await sideBySide(artifacts, LOOKS_AT_ONCE, async (artifact) => {
    const { bucket, key, version, pinned } = artifact
    const found = await look(looking, { bucket, key, ...(pinned && version !== undefined ? { version } : {}) })
    return difference(artifact, found).map((what) => `${key} in bucket ${bucket}: ${what}`)
  })
  const lines = wrong.flat()
  if (lines.length === 0) return
  throw new Failure(`What was bound to the plan is not in its bucket any more. ${lines.join('; ')}.`, {
    code: 'ARTIFACT_CHANGED',
  })
}

const look = ({ objects, clock, signal, say }: Looking, place: Place): Promise<Stored | undefined> =>
  retry(() => objects.head(place, signal), { pace: clock, signal, limit: LIMIT_MS, say })

function difference(planned: Artifact, found: Stored | undefined): readonly string[] {
  if (!found) return ['it is gone']
  const pairs = [
    ['version', planned.version, found.version ?? 'none'],
    // An upload with the same bytes is the same content; who stores it anew may get another entity tag.
    ['sha256', planned.sha256, found.sha256],
    ['size', planned.bytes, found.bytes],
    ['entity tag', planned.sha256 && found.sha256 ? undefined : planned.etag, found.etag],
  ] as const
  return pairs.flatMap(([what, before, now]) =>
    before === undefined || now === undefined || before === now ? [] : [`its ${what} was ${before} and is ${now}`],
  )
}
