import { Failure } from '../foundation/failure.ts'
import type { GateContext } from './gate.ts'
import { brief } from './pages.ts'

/**
 * The text of a file as the commit has it. One that is larger than a megabyte comes without content.
 * https://docs.github.com/en/rest/repos/contents#get-repository-content
 */
export async function textAtCommit({ github, identity }: GateContext, path: string): Promise<string> {
  const parts = path.split('/').map(encodeURIComponent)
  const { type, encoding, content, size } = await github.one(`contents/${parts.join('/')}`, { ref: identity.sha })
  const text =
    type === 'file' && encoding === 'base64' && typeof content === 'string' ? Buffer.from(content, 'base64') : undefined
  if (text && text.length === size) return text.toString('utf8')
  throw new Failure(`GitHub gave no content of ${path} at ${brief(identity.sha)}.`, {
    code: 'GITHUB_REFUSED',
    fix: 'Name a file of at most a megabyte.',
  })
}
