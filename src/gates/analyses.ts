import { fields } from '../foundation/json.ts'
import type { GateContext } from './gate.ts'
import { named } from './names.ts'
import { brief } from './pages.ts'

/** So many of the newest analyses are looked through for those of the commit. */
const MOST = 100

/**
 * Why the alerts of a ref are not those of the commit; nothing where they are. Alerts are told as the newest analysis of the ref left
 * them. https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-analyses-for-a-repository
 */
export async function notAnalysed(
  { github, identity }: GateContext,
  ref: string,
  tools: readonly string[],
): Promise<string | undefined> {
  const query = { ref, sort: 'created', direction: 'desc' }
  const analyses = (await github.all('code-scanning/analyses', { query, first: MOST })).map((each) => ({
    tool: String(fields(each['tool'])['name'] ?? ''),
    mine: each['commit_sha'] === identity.sha,
    failed: typeof each['error'] === 'string' && each['error'] !== '',
    at: String(each['created_at'] ?? ''),
  }))
  const newestFirst = [...analyses].sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0))
  const mine = newestFirst.filter((each) => each.mine)
  const missing = tools.filter((tool) => !mine.some((each) => each.tool === tool))
  if (missing.length > 0) return `${named(missing)} did not analyse ${brief(identity.sha)} on ${ref}`
  if (mine.length === 0) return `nothing analysed ${brief(identity.sha)} on ${ref}`
  const wanted = new Set(tools.length > 0 ? tools : mine.map(({ tool }) => tool))
  const later = [...wanted].filter((tool) => !newestFirst.find((each) => each.tool === tool)?.mine)
  if (later.length > 0) return `${named(later)} analysed a later commit of ${ref} since`
  const failed = mine.filter((each) => each.failed && wanted.has(each.tool)).map(({ tool }) => tool)
  return failed.length > 0 ? `the analysis by ${named(failed)} had errors` : undefined
}
