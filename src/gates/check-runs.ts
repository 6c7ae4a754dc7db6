import { type Fields, fields } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import type { GateContext } from './gate.ts'
import { missing, type Seen, seenAs } from './seen.ts'

/** Which check runs are asked for. */
export interface ChecksWanted {
  readonly names: readonly string[]
  /** The slug of the app that makes those that are named. */
  readonly app: string
  /** Every one, of whatever app. */
  readonly all: boolean
}

/** The newest check runs of the commit. https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference */
export async function checksFound(
  { github, identity }: GateContext,
  { names, app, all }: ChecksWanted,
): Promise<readonly Seen[]> {
  if (!all && names.length === 0) return []
  const runs = await github.all(at`commits/${identity.sha}/check-runs`, { query: { filter: 'latest' }, inside: 'check_runs' })
  const others = newestOf(runs.filter((run) => run['head_sha'] === identity.sha && !isOwn(run, identity.runId)))
  if (all) return others.map((run) => seenOf(String(run['name']), run))
  return names.map((name) => {
    const run = others.find((each) => each['name'] === name && fields(each['app'])['slug'] === app)
    return run ? seenOf(name, run) : missing(name)
  })
}

const seenOf = (name: string, run: Fields): Seen => seenAs(name, run['status'], run['conclusion'], run['html_url'])

/** The jobs of the run that asks are checks of the commit too, and never end before it does. */
const isOwn = (run: Fields, runId: string): boolean => {
  const [, of] = /\/actions\/runs\/(\d+)\//.exec(String(run['details_url'] ?? '')) ?? []
  return fields(run['app'])['slug'] === 'github-actions' && of === runId
}

/** Of one name by one app the newest, in whatever suite. */
function newestOf(runs: readonly Fields[]): readonly Fields[] {
  const newest = new Map<string, Fields>()
  for (const run of [...runs].sort((one, other) => Number(one['id']) - Number(other['id'])))
    newest.set(JSON.stringify([fields(run['app'])['id'], run['name']]), run)
  return [...newest.values()]
}
