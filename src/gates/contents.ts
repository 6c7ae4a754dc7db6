import { pathIn } from '../foundation/address.ts'
import { Failure } from '../foundation/failure.ts'
import type { GitHubReads } from '../ports/github.ts'
import { brief } from './pages.ts'

/**
 * The text of a file as a commit has it, or the default branch. One that is larger than a megabyte comes without content.
 * https://docs.github.com/en/rest/repos/contents#get-repository-content
 */
export async function textAt(github: GitHubReads, path: string, sha?: string): Promise<string> {
  const { type, encoding, content, size } = await github.one(`contents/${pathIn(path)}`, sha === undefined ? {} : { ref: sha })
  const text =
    type === 'file' && encoding === 'base64' && typeof content === 'string' ? Buffer.from(content, 'base64') : undefined
  if (text && text.length === size) return text.toString('utf8')
  throw new Failure(`GitHub gave no content of ${path} at ${sha === undefined ? 'the default branch' : brief(sha)}.`, {
    code: 'GITHUB_REFUSED',
    fix: 'Name a file of at most a megabyte.',
  })
}
