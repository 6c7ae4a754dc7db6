import { Failure } from '../foundation/failure.ts'
import type { GitHub, Issue } from '../ports/github.ts'

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const API_VERSION = '2026-03-10'
const USER_AGENT = 'deploy-action'
/** Milliseconds that one request may take. */
const TIME_LIMIT = 30_000
/** The largest page: https://docs.github.com/en/rest/issues/issues#list-repository-issues */
const PAGE = 100
const MOST_PAGES = 50
const ACCEPTED = 'x-accepted-github-permissions'

/** Which repository, as whom, at which API (GITHUB_API_URL). */
export interface GitHubAccess {
  readonly token: string
  /** Owner and name. */
  readonly repository: string
  readonly baseUrl: string
  /** Milliseconds that one request may take. */
  readonly timeLimit?: number
}

interface Answer {
  readonly data: unknown
  readonly headers: Fields
}

type Fields = Readonly<Record<string, unknown>>
type Send = (route: string, parameters: Fields, signal: AbortSignal) => Promise<Answer>

/** GitHub's REST API behind the port. The client is loaded with the first call. https://docs.github.com/en/rest/issues */
export function github(access: GitHubAccess): GitHub {
  const send = sender(access)
  return {
    openIssues: (label, signal) => listed(send, label, signal),
    createIssue: async (issue, signal) => issueOf((await send('POST /repos/{owner}/{repo}/issues', { ...issue }, signal)).data),
    updateIssue: async (number, change, signal) => {
      await send('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: number, ...change }, signal)
    },
    closeIssue: async (number, reason, signal) => {
      const state = { state: 'closed', state_reason: reason }
      await send('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: number, ...state }, signal)
    },
    comment: async (number, body, signal) => {
      await send('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number, body }, signal)
    },
  }
}

function sender({ token, repository, baseUrl, timeLimit = TIME_LIMIT }: GitHubAccess): Send {
  const [owner, repo] = repository.split('/')
  const quiet = () => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const client = async () => (await import('@actions/github')).getOctokit(token, { baseUrl, userAgent: USER_AGENT, log })
  let loading: ReturnType<typeof client> | undefined
  return async (route, parameters, signal) => {
    loading ??= client()
    const octokit = await loading
    const request = { signal: AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]) }
    const headers = { 'x-github-api-version': API_VERSION }
    return octokit
      .request(route, { owner, repo, ...parameters, headers, request })
      .catch((thrown: unknown) => Promise.reject(signal.aborted ? signal.reason : failureOf(thrown, route, timeLimit)))
  }
}

/** All pages. A list that does not end is not a list that was read. */
async function listed(send: Send, label: string, signal: AbortSignal): Promise<readonly Issue[]> {
  const issues: Issue[] = []
  for (let page = 1; page <= MOST_PAGES; page++) {
    const query = { labels: label, state: 'open', sort: 'created', direction: 'asc', per_page: PAGE, page }
    const { data, headers } = await send('GET /repos/{owner}/{repo}/issues', query, signal)
    if (!Array.isArray(data)) throw unusable('a list of issues was expected')
    // The list of issues holds pull requests too.
    issues.push(...data.filter((item) => !Object.hasOwn(fields(item), 'pull_request')).map(issueOf))
    const { link } = headers
    if (!String(link ?? '').includes('rel="next"')) return issues
  }
  throw new Failure(`More than ${MOST_PAGES * PAGE} open issues have the label ${label}.`, {
    code: 'GITHUB_REFUSED',
    fix: `Close those that are done with, or take the label ${label} from them.`,
  })
}

/** https://docs.github.com/en/rest/issues/issues#get-an-issue */
function issueOf(data: unknown): Issue {
  const { number, html_url, title, body, state, labels, user, author_association } = fields(data)
  const { type } = fields(user)
  if (typeof number !== 'number' || typeof title !== 'string') throw unusable('an issue was expected')
  return {
    number,
    url: String(html_url ?? ''),
    title,
    body: typeof body === 'string' ? body : '',
    state: state === 'closed' ? 'closed' : 'open',
    labels: Array.isArray(labels) ? labels.map(labelOf) : [],
    // An app writes here only where somebody with rights installed it.
    trusted: type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(String(author_association)),
  }
}

function labelOf(label: unknown): string {
  const { name } = fields(label)
  return String(typeof label === 'string' ? label : name)
}

const fields = (data: unknown): Fields => (data ?? {}) as Fields

const unusable = (why: string, cause?: unknown): Failure =>
  new Failure(`GitHub gave no usable answer: ${why}.`, { code: 'GITHUB_UNREACHABLE', cause })

/** Octokit gives what never was answered the status 500, so only a response tells that GitHub spoke. */
function failureOf(thrown: unknown, route: string, timeLimit: number): Failure {
  const { response, status, name, message, cause } = fields(thrown)
  const { name: inner } = fields(cause)
  if (name === 'TimeoutError' || inner === 'TimeoutError') {
    return unusable(`nothing to ${route} within ${timeLimit} ms`, thrown)
  }
  if (!response || typeof status !== 'number') return unusable(String(message ?? thrown), thrown)
  const { headers: found, data } = fields(response)
  const headers = fields(found)
  // Not cut: secrets are taken out where it is written, and half a secret is not recognised any more.
  const said = saidIn(data)
  if (status >= 500) return unusable(`${status} to ${route} ${said}`.trim(), thrown)
  if (status === 429 || (status === 403 && limited(headers, said))) {
    return unusable(`it asks to slow down, ${status} to ${route} ${said}`.trim(), thrown)
  }
  const fix = fixFor(status, headers, route)
  return new Failure(`GitHub refused ${route}: ${status} ${said}`.trim(), { code: 'GITHUB_REFUSED', fix, cause: thrown })
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors */
const limited = (headers: Fields, said: string): boolean =>
  headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0' || /secondary rate limit/i.test(said)

function saidIn(data: unknown): string {
  const { message, errors } = fields(data)
  const details = Array.isArray(errors) ? errors.map((error) => (typeof error === 'string' ? error : JSON.stringify(error))) : []
  return [typeof message === 'string' ? message : '', ...details].filter(Boolean).join('; ')
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible */
function fixFor(status: number, headers: Fields, route: string): string {
  if (status === 401) return 'Give the input `github-token` a token that is valid.'
  if (status === 410) return 'Turn issues on in the settings of the repository, or set `report.issue: false`.'
  if (status === 422) return 'Correct what GitHub names above: a label or an assignee may not exist, or a text may be too long.'
  const accepted = headers[ACCEPTED]
  const needed = typeof accepted === 'string' && accepted ? accepted.replaceAll('=', ': ') : neededFor(route)
  // A list of issues is not found where issues are turned off, and where the token may not see the repository.
  return `Give the job the permission \`${needed}\`${status === 404 ? ', and see that issues are turned on' : ''}.`
}

const neededFor = (route: string): string => `issues: ${route.startsWith('GET') ? 'read' : 'write'}`
