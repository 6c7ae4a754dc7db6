import { type Fields, fields, isFields } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import { newestGood } from './deployed.ts'
import type { GateContext } from './gate.ts'
import { brief } from './pages.ts'

/** The most that GitHub lists: https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const MOST_FILES = 300
/** A file with nothing in it. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
const EMPTY = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'

/** A file that a change leaves with more in it. */
export interface ChangedFile {
  readonly path: string
  /** Absent where GitHub does not show it: it is binary or too large. */
  readonly patch?: string
  /** How many lines it adds. */
  readonly added: number
}

/** What is deployed that was not before. */
export interface Diff {
  readonly files: readonly ChangedFile[]
  /** Where it begins, in words. */
  readonly since: string
  readonly link: string
  /** Why these are not all. */
  readonly cut?: string
}

/** From the newest good deployment of the environment to this commit; only this commit where nothing is known to be deployed. */
export async function diffOf(context: GateContext): Promise<Diff> {
  const { github, identity } = context
  const deployed = await newestGood(context)
  if (!deployed) {
    const commit = await github.one(at`commits/${identity.sha}`)
    return diffIn(commit, `in ${brief(identity.sha)} alone, since nothing is known to be deployed`)
  }
  const since = `since ${brief(deployed.sha)}, which is deployed`
  const compared = await github.one(at`compare/${deployed.sha}...${identity.sha}`, { per_page: 1 })
  const diff = diffIn(compared, since)
  const none = Array.isArray(compared['files']) && compared['files'].length === 0
  if (!none || compared['status'] === 'identical' || compared['status'] === 'behind') return diff
  // Nothing changed, or nothing was shown: the trees tell.
  const tree = treeOf(await github.one(at`commits/${identity.sha}`))
  const same = tree !== undefined && tree === treeOf(fields(compared['merge_base_commit']))
  return same ? diff : { ...diff, cut: 'GitHub shows no files' }
}

const treeOf = (commit: Fields): unknown => fields(fields(commit['commit'])['tree'])['sha']

function diffIn({ files, html_url: url }: Fields, since: string): Diff {
  const told = { since, link: String(url ?? '') }
  if (!Array.isArray(files)) return { ...told, files: [], cut: 'GitHub shows no files' }
  const changed = files.filter(isFields).filter((file) => !isEmpty(file))
  const cut = files.length >= MOST_FILES ? { cut: `GitHub shows ${MOST_FILES} files at most` } : {}
  return { ...told, files: changed.map(fileOf), ...cut }
}

const isEmpty = ({ status, patch, changes, sha }: Fields): boolean =>
  status === 'removed' || (typeof patch !== 'string' && (sha === EMPTY || (status === 'renamed' && changes === 0)))

const fileOf = ({ filename, patch, additions }: Fields): ChangedFile => ({
  path: String(filename ?? ''),
  added: Number(additions ?? 0),
  ...(typeof patch === 'string' ? { patch } : {}),
})
