import { Failure } from '../foundation/failure.ts'
import { fields, parsed } from '../foundation/json.ts'
import { short } from '../foundation/markdown.ts'
import type { Http } from '../ports/http.ts'

// Together with that of STS about as long as one call to AWS may take, so that it is known what did not answer.
const TIMEOUT_MS = 6_000

type Env = Readonly<Record<string, string | undefined>>

/** Where a job asks for identity tokens; nothing where it may not. https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token */
export function tokenEndpoint(env: Env): { readonly url: string; readonly bearer: string } | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env
  return url && bearer && URL.canParse(url) ? { url, bearer } : undefined
}

/** A new identity token of this job for an audience. */
export async function idToken(
  { url, bearer }: { readonly url: string; readonly bearer: string },
  audience: string,
  http: Http,
): Promise<string> {
  const asked = new URL(url)
  asked.searchParams.set('audience', audience)
  const headers = { accept: 'application/json', authorization: `Bearer ${bearer}` }
  const request = { method: 'GET', url: asked.href, headers, timeout: TIMEOUT_MS } as const
  const answer = await http.request(request, new AbortController().signal)
  if ('unreachable' in answer) throw unavailable(answer.unreachable)
  const { status, headers: told, body } = answer
  if (status === 429 || status >= 500) throw unavailable(`status ${status}`, told['retry-after'])
  if (status !== 200) {
    throw new Failure(`GitHub refuses this job an identity token: status ${status}.`, { code: 'ID_TOKEN_MISSING' })
  }
  // Nothing of the answer is ever told: it holds the token.
  const { value } = fields(parsed(body))
  if (typeof value === 'string' && value !== '') return value
  throw unavailable('an answer without one')
}

const unavailable = (why: string, after?: string): Failure =>
  new Failure(`GitHub gave no identity token: ${why}`, {
    code: 'ID_TOKEN_UNAVAILABLE',
    ...(Number(after) > 0 ? { retryAfter: Number(after) * 1000 } : {}),
  })

/** Whom a token is for, as GitHub writes it: the one claim that a trust policy is compared with. */
export function subjectIn(token: string): string {
  const { sub } = fields(parsed(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')))
  return typeof sub === 'string' ? `“${short(sub, 300)}”` : 'this job'
}
