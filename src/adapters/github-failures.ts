import { Failure } from '../foundation/failure.ts'
import { type Fields, fields } from '../foundation/json.ts'

const ACCEPTED = 'x-accepted-github-permissions'

/** What came is no answer that can be worked with; another try may give one. */
export const unusable = (why: string, cause?: unknown, retryAfter = 0): Failure =>
  new Failure(`GitHub gave no usable answer: ${why}.`, { code: 'GITHUB_UNREACHABLE', cause, retryAfter })

/** Octokit gives what never was answered the status 500, so only a response tells that GitHub spoke. */
export function failureOf(thrown: unknown, route: string, timeLimit: number): Failure {
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
    return unusable(`it asks to slow down, ${status} to ${route} ${said}`.trim(), thrown, waitIn(headers))
  }
  const fix = fixFor(status, headers, route)
  return new Failure(`GitHub refused ${route}: ${status} ${said}`.trim(), { code: 'GITHUB_REFUSED', fix, cause: thrown })
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors */
const limited = (headers: Fields, said: string): boolean =>
  headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0' || /secondary rate limit/i.test(said)

/** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately */
function waitIn(headers: Fields): number {
  const seconds = Number(headers['retry-after'] ?? 0)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}

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
  const missing = route.includes('/issues') ? 'issues are turned on' : 'what is asked for is there'
  return `Give the job the permission \`${needed}\`${status === 404 ? `, and see that ${missing}` : ''}.`
}

const neededFor = (route: string): string => {
  const scope = ['issues', 'deployments', 'actions'].find((name) => route.includes(`/${name}`))
  return `${scope ?? (route.includes('/check-runs') ? 'checks' : 'contents')}: ${route.startsWith('GET') ? 'read' : 'write'}`
}
