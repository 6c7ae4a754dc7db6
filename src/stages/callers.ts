import { placeKey, type Where } from '../domain/assembly.ts'
import { retry } from '../foundation/retry.ts'
import type { Caller, Ports } from '../ports/index.ts'

const LIMIT_MS = 90_000

/** Who the credentials are, or the role that they take on: asked for once in a run, since they stay who they are. */
export function callers({ caller, clock, runner }: Ports, signal: AbortSignal): (where: Where) => Promise<Caller> {
  const asked = new Map<string, Promise<Caller>>()
  return (where) => {
    const key = placeKey({ ...where, region: '' })
    const known = asked.get(key)
    if (known) return known
    const asking = retry(() => caller(where, signal), { pace: clock, signal, limit: LIMIT_MS, say: (line) => runner.info(line) })
    asked.set(key, asking)
    return asking
  }
}
