import { attempt } from '../foundation/retry.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import type { Core } from './core.ts'
import { described } from './described.ts'

const LIMIT_MS = 30_000
const LOOK_MS = 1000

/**
 * The stack as it is after its operation, once the description shows it. Descriptions can lag behind, and one from before looks
 * like a good end: so the last change must be another one than the plan was based on. Nothing where it could not be seen; how the
 * operation ended is known without it.
 */
export async function confirmed(
  core: Core,
  stackId: string,
  status: string,
  basedOn: string | undefined,
): Promise<StackDescription | undefined> {
  const end = core.clock.now().getTime() + LIMIT_MS
  for (;;) {
    const read = await attempt(() => described(core, stackId, LIMIT_MS))
    core.signal.throwIfAborted()
    if ('failure' in read) {
      core.say(`${stackId}: how it is now could not be read: ${read.failure.message}`)
      return undefined
    }
    const found = read.value
    // A deletion is final, whatever came before it: it follows the way back of a first creation where that is asked for.
    if (found?.status === 'DELETE_COMPLETE') return found
    if (found?.status === status && found.changedAt !== basedOn) return found
    core.say(`${found?.name ?? stackId}: described as ${found?.status ?? 'absent'} after its ${status} event`)
    if (core.clock.now().getTime() >= end) return found?.status.startsWith('DELETE_') ? found : undefined
    await core.clock.sleep(LOOK_MS, core.signal)
  }
}
