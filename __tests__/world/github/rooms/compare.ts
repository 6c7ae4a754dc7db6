import { differences, mergeBase, only } from '../differences.ts'
import type { Ground } from '../ground.ts'
import { limits } from '../limits.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Answer, defineRoom, ok, type RepositoryAsked } from '../room.ts'
import { fileJson } from './changed-file.ts'
import { commitJson, commitOf } from './commits.ts'

/** What lies between two commits. */
export const compare = defineRoom({
  routes: [
    {
      operation: 'repos/compare-commits-with-basehead',
      at: 'GET /compare/{basehead}',
      needs: 'contents=read',
      answer: get,
    },
  ],
})

/** https://docs.github.com/en/rest/commits/commits#compare-two-commits: unpaged, the last 250; in pages, files on the first one only. */
function get({ repository, hole, query }: RepositoryAsked): Answer {
  const [base = '', head = '', ...more] = hole('basehead')
    .split('...')
    .map((ref) => repository.resolve(ref))
  if (!base || !head || more.length) throw notFound()
  const shared = mergeBase(repository, base, head)
  if (!shared) throw new Refusal(404, `No common ancestor between ${hole('basehead').replace('...', ' and ')}.`)
  const ahead = only(repository, head, base)
  const behind = only(repository, base, head).length
  const files = differences(repository, shared, head).slice(0, limits.filesOfComparison)
  const whole = {
    ...addresses(repository, base, head),
    base_commit: commitJson(repository, commitOf(repository, base)),
    merge_base_commit: commitJson(repository, commitOf(repository, shared)),
    status: statusOf(ahead.length, behind),
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
  }
  const commits = ahead.map((sha) => commitJson(repository, commitOf(repository, sha)))
  const changed = { files: files.map((file) => fileJson(repository, head, file)) }
  if (!query.has('page') && !query.has('per_page'))
    return ok({ ...whole, commits: commits.slice(-limits.commitsOfComparison), ...changed })
  const first = (query.get('page') ?? '1') === '1'
  return { items: commits, page: (items) => ({ ...whole, commits: items, ...(first ? changed : {}) }) }
}

function statusOf(ahead: number, behind: number): string {
  if (ahead && behind) return 'diverged'
  if (ahead) return 'ahead'
  return behind ? 'behind' : 'identical'
}

function addresses(repository: Ground, base: string, head: string) {
  const html = `${repository.html}/compare/${base}...${head}`
  const short = (sha: string) => `${repository.owner}:${sha.slice(0, 7)}`
  return {
    url: `${repository.url}/compare/${base}...${head}`,
    html_url: html,
    permalink_url: `${repository.html}/compare/${short(base)}...${short(head)}`,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
  }
}
