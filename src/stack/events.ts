import type { StackEvent } from '../domain/stack.ts'
import { type Core, patiently } from './core.ts'

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
  const events: StackEvent[] = []
  let next: string | undefined
  do {
    const token = next
    const page = await patiently(core, limit, () => core.cloudformation.events(stackId, core.signal, token))
    const unread = page.events.filter((e) => !seen.has(e.id) && (since === undefined || e.at >= since))
    events.push(...unread)
    next = unread.length === page.events.length ? page.next : undefined
  } while (next !== undefined)
  for (const e of events) seen.add(e.id)
  return events.reverse()
}
