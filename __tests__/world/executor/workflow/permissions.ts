import { isMapping } from '@actions/workflow-parser'
import { entries, NotModelled, plain, type TemplateToken } from './plain.ts'

export type Grant = 'none' | 'read' | 'write'

/** What a token may do: every scope of a workflow file with its level. */
export type Permissions = Readonly<Record<Scope, Grant>>

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
export const scopes = [
  ...['actions', 'attestations', 'checks', 'contents', 'deployments', 'discussions', 'id-token', 'issues', 'models'],
  ...['packages', 'pages', 'pull-requests', 'repository-projects', 'security-events', 'statuses', 'vulnerability-alerts'],
] as const
export type Scope = string

const rank = { none: 0, read: 1, write: 2 }
const least = (a: Grant, b: Grant): Grant => (rank[a] < rank[b] ? a : b)
const each = (level: (scope: Scope) => Grant): Permissions => Object.fromEntries(scopes.map((scope) => [scope, level(scope)]))

/** Everything that a workflow may ask for. */
export const all = each((scope) => (scope === 'models' ? 'read' : 'write'))

/** What a token gets where nothing says: the repository's setting, which is this one unless somebody changed it. */
export const byDefault = each((scope) => (['contents', 'packages'].includes(scope) ? 'read' : 'none'))

/** What `permissions` says, and where it is not there what counts instead. A scope that is not named is none. */
export function granted(token: TemplateToken | undefined, otherwise: Permissions): Permissions {
  if (!token) return otherwise
  if (!isMapping(token)) return blanket(String(plain(token)))
  const strange = entries(token).find(([scope]) => !(scopes as readonly string[]).includes(scope))
  if (strange) throw new NotModelled(`the permission \`${strange[0]}\` (line ${strange[1].line})`)
  return each((scope) => (plain(token.find(scope)) ?? 'none') as Grant)
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions: `read-all` leaves the identity token out. */
function blanket(word: string): Permissions {
  if (word === 'write-all') return all
  return each((scope) => (scope === 'id-token' ? 'none' : 'read'))
}

/** The scopes that are asked for beyond what is allowed. */
export const beyond = (asked: Permissions, allowed: Permissions): readonly Scope[] =>
  scopes.filter((scope) => rank[asked[scope] ?? 'none'] > rank[allowed[scope] ?? 'none'])

/** What both allow. */
export const both = (a: Permissions, b: Permissions): Permissions =>
  each((scope) => least(a[scope] ?? 'none', b[scope] ?? 'none'))

/** What is left for a pull request from a fork: https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target and the permissions table of GITHUB_TOKEN. */
export const ofFork = (own: Permissions): Permissions =>
  each((scope) => (scope === 'id-token' ? 'none' : least(own[scope] ?? 'none', 'read')))

/** As the scripted GitHub takes them. */
export const forToken = (own: Permissions): Readonly<Record<string, 'read' | 'write'>> =>
  Object.fromEntries(Object.entries(own).filter((entry): entry is [string, 'read' | 'write'] => entry[1] !== 'none'))
