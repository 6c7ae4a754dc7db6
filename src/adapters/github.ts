import { Failure } from '../foundation/failure.ts'
import { type Fields, fields } from '../foundation/json.ts'
import type { Deployments, GitHub, Issue, Query, Rate } from '../ports/github.ts'
import { failureOf, unusable } from './github-failures.ts'

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const API_VERSION = '2026-03-10'
const USER_AGENT = 'deploy-action'
/** Milliseconds that one request may take. */
const TIME_LIMIT = 30_000
/** The largest page: https://docs.github.com/en/rest/issues/issues#list-repository-issues */
const PAGE = 100
const MOST_PAGES = 50

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

type Send = (route: string, parameters: Fields, signal: AbortSignal) => Promise<Answer>

/** GitHub's REST API behind the port. The client is loaded with the first call. https://docs.github.com/en/rest/issues */
export function github(access: GitHubAccess): GitHub {
  let rate: Rate | undefined
  const send = sender(access, (headers) => {
    rate = rateIn(headers) ?? rate
  })
  return {
    rate: () => rate,
    read: async (path, query, signal) => {
      const { data, headers } = await send(`GET /repos/{owner}/{repo}${path && '/'}${path}`, query, signal)
      const next = nextIn(String(headers['link'] ?? ''))
      return { data, ...(next ? { next } : {}) }
    },
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
    ...deployments(send),
  }
}

const deployments = (send: Send): Deployments => ({
  editRelease: async (id, body, signal) => {
    await send('PATCH /repos/{owner}/{repo}/releases/{release_id}', { release_id: id, body }, signal)
  },
  addStatus: async (id, { state, description, logUrl, environmentUrl }, signal) => {
    const status = {
      state,
      description,
      log_url: logUrl,
      ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
    }
    await send('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', { deployment_id: id, ...status }, signal)
  },
})

function sender({ token, repository, baseUrl, timeLimit = TIME_LIMIT }: GitHubAccess, told: (headers: Fields) => void): Send {
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
    return octokit.request(route, { owner, repo, ...parameters, headers, request }).then(
      (answer) => {
        told(fields(answer.headers))
        return answer
      },
      (thrown: unknown) => Promise.reject(signal.aborted ? signal.reason : failureOf(thrown, route, timeLimit)),
    )
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

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api: pages are numbered, or follow a cursor. */
function nextIn(link: string): Query | undefined {
  const url = /<([^>]*)>;\s*rel="next"/.exec(link)?.[1]
  return url === undefined || !URL.canParse(url) ? undefined : Object.fromEntries(new URL(url).searchParams)
}

function rateIn(headers: Fields): Rate | undefined {
  const [limit, remaining] = [Number(headers['x-ratelimit-limit']), Number(headers['x-ratelimit-remaining'])]
  return Number.isSafeInteger(limit) && Number.isSafeInteger(remaining) ? { limit, remaining } : undefined
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
