import type { NewCommit, Since } from '../domain/since.ts'
import { type Fields, fields } from '../foundation/json.ts'
import { attempt } from '../foundation/retry.ts'
import { newestGood, page } from '../gates/index.ts'
import { at } from '../ports/github.ts'
import { reads } from './gates.ts'
import type { StageContext } from './stage.ts'

/** The newest so many are shown. */
const MOST = 50

/** What came since the last good deployment; nothing where that is not known. It only informs, so nothing of it can stop a run. */
export async function sinceLast(context: StageContext): Promise<Since | undefined> {
  const { environment, identity } = context.run()
  if (environment === undefined || !context.github) return undefined
  const read = await attempt(() => compared(context, environment))
  context.signal.throwIfAborted()
  if ('value' in read) return read.value
  context.ports.runner.info(
    `what changed since the last deployment of ${environment} to ${identity.sha} is not known: ${read.failure.message}`,
  )
  return undefined
}

/** https://docs.github.com/en/rest/commits/commits#compare-two-commits: oldest first, at most 250 without pages. */
async function compared(context: StageContext, environment: string): Promise<Since | undefined> {
  const { identity } = context.run()
  const github = reads(context)
  const last = await newestGood({ github, environment })
  if (!last) return undefined
  const found = await github.one(at`compare/${last.sha}...${identity.sha}`)
  const commits = Array.isArray(found['commits']) ? found['commits'].map(fields) : []
  return {
    from: last.sha,
    url: page({ identity, ports: context.ports }, `compare/${last.sha}...${identity.sha}`),
    total: Number(found['total_commits'] ?? commits.length),
    behind: Number(found['behind_by'] ?? 0),
    commits: commits.slice(-MOST).reverse().map(commitOf),
  }
}

function commitOf({ sha, commit, author }: Fields): NewCommit {
  const { message, author: by } = fields(commit)
  return {
    sha: String(sha),
    title: String(message ?? '').split('\n', 1)[0] ?? '',
    author: String(fields(author)['login'] ?? fields(by)['name'] ?? ''),
  }
}
