import { at } from '../ports/github.ts'
import type { GateContext } from './gate.ts'
import { newestFirst } from './newest.ts'
import { missing, type Seen, seenAs } from './seen.ts'

/** The newest commit status of each context. https://docs.github.com/en/rest/commits/statuses#list-commit-statuses-for-a-reference */
export async function statusesFound({ github, identity }: GateContext, contexts: readonly string[]): Promise<readonly Seen[]> {
  if (contexts.length === 0) return []
  const all = await github.all(at`commits/${identity.sha}/statuses`)
  const inOrder = newestFirst(all)
  return contexts.map((context) => {
    const status = inOrder.find((each) => each['context'] === context)
    if (!status) return missing(context)
    const pending = status['state'] === 'pending'
    return seenAs(context, pending ? 'pending' : 'completed', status['state'], status['target_url'])
  })
}
