import type { Clock } from '../ports/index.ts'
import type { KeySource, Keys } from './access.ts'

/** Before the end of the keys, so that no request is signed with what ends on its way. */
const SPARE_MS = 300_000
/** Keys with less life than this are not used any more. */
const LEAST_MS = 30_000
/** Between two tries to renew what is still good. */
const PAUSE_MS = 30_000

interface Renewal {
  readonly clock: Clock
  readonly say: (line: string) => void
  /** Whose keys they are. */
  readonly name: string
}

/** Keys that are taken when first needed, and again before they end. All who ask at once share one taking. */
export function renewing(take: () => Promise<Keys>, { clock, say, name }: Renewal): KeySource {
  let kept: Keys | undefined
  let taking: Promise<Keys> | undefined
  let notBefore = 0
  const left = (keys: Keys | undefined, now: number) => (keys?.expiration?.getTime() ?? now) - now
  return async () => {
    const now = clock.now().getTime()
    const usable = kept && left(kept, now) >= LEAST_MS ? kept : undefined
    if (usable && (left(usable, now) >= SPARE_MS || now < notBefore)) return asNew(usable)
    taking ??= take().finally(() => {
      taking = undefined
    })
    try {
      kept = await taking
      return asNew(kept)
    } catch (thrown) {
      if (!usable) throw thrown
      const until = usable.expiration?.toISOString()
      // All who shared the taking come here.
      if (notBefore <= now)
        say(`The keys of ${name} are good until ${until}; new ones were not given yet: ${(thrown as Error).message}`)
      notBefore = now + PAUSE_MS
      return asNew(usable)
    }
  }
}

/** Clients ask again before every request, so that one clock decides how long keys are good. */
const asNew = (keys: Keys): Keys => ({ ...keys, expiration: new Date(0) })
