import { byTime, type StackEvent } from '../domain/stack.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'

/** The events of one stack, read page by page and never twice. */
export interface Stream {
  readonly stackId: string
  /** Names of the stacks from the root to this one. */
  readonly path: readonly string[]
  /** Events before this moment of AWS's clock belong to something else. */
  readonly since?: string
  readonly seen: Set<string>
}

export const stream = (stackId: string, path: readonly string[], since?: string): Stream => ({
  stackId,
  path,
  seen: new Set(),
  ...(since === undefined ? {} : { since }),
})

/**
 * Events that were not read before, oldest first. A page with nothing known in it means that there is more behind it; pages
 * may be stale or overlap. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 */
export async function fresh(core: Core, { stackId, since, seen }: Stream, limit: number): Promise<readonly StackEvent[]> {
  const events = new Map<string, StackEvent>()
  let next: string | undefined
  do {
    const token = next
    const page = await patiently(core, limit, () => core.cloudformation.events(stackId, core.signal, token))
    const unread = page.events.filter((e) => !seen.has(e.id) && (since === undefined || e.at >= since))
    for (const e of unread) events.set(e.id, e)
    next = unread.length === page.events.length ? page.next : undefined
  } while (next !== undefined)
  for (const id of events.keys()) seen.add(id)
  // What appears late may lie on a later page than what came before it.
  return [...events.values()].reverse().sort(byTime)
}

/**
 * Whether an operation is in the stack's history already. What is older than it, or everything where it is not there, is marked
 * as seen, so that it is never read again.
 */
export async function claim(core: Core, { stackId, seen }: Stream, token: string): Promise<boolean> {
  let next: string | undefined
  do {
    const from = next
    const page = await patiently(core, READ_LIMIT, () => core.cloudformation.events(stackId, core.signal, from))
    const oldest = page.events.findLastIndex((e) => e.token === token)
    for (const e of page.events.slice(oldest + 1)) seen.add(e.id)
    if (oldest < 0) return from !== undefined
    // A page that ends within our operation has its beginning on the next one.
    next = oldest === page.events.length - 1 ? page.next : undefined
  } while (next !== undefined)
  return true
}
