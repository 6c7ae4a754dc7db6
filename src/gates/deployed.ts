import { type Fields, fields } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import type { GateContext } from './gate.ts'
import { newestFirst } from './newest.ts'

/** A deployment as GitHub keeps it. */
export interface Deployed {
  readonly id: number
  readonly sha: string
  readonly ref: string
}

/** So many deployments are looked through for the newest good one. */
const MOST = 10

/** The newest deployment of the environment that ended well, among the newest ones; nothing where there is none. */
export async function newestGood({
  github,
  environment,
}: Pick<GateContext, 'github' | 'environment'>): Promise<Deployed | undefined> {
  if (environment === undefined) return undefined
  const all = await newest(github, { environment }, MOST)
  for (const deployment of all) {
    const [status] = await statusesOf(github, deployment.id)
    // One that a newer deployment has replaced was good, and is not what runs.
    if (status?.['state'] === 'success') return deployment
  }
  return undefined
}

/** The newest deployments first. https://docs.github.com/en/rest/deployments/deployments#list-deployments */
export async function newest(
  github: GateContext['github'],
  query: Readonly<Record<string, string>>,
  most: number,
): Promise<readonly Deployed[]> {
  const all = await github.all('deployments', { query, first: most })
  return newestFirst(all).map((each) => ({
    id: Number(each['id']),
    sha: String(each['sha']),
    ref: String(each['ref']).replace(/^refs\/(?:tags|heads)\//, ''),
  }))
}

/** The newest status first. https://docs.github.com/en/rest/deployments/statuses#list-deployment-statuses */
export const statusesOf = async (github: GateContext['github'], id: number): Promise<readonly Fields[]> =>
  newestFirst(await github.all(at`deployments/${id}/statuses`))

/** The login of whoever made something. */
export const loginOf = (user: unknown): string => String(fields(user)['login'] ?? '')
