import type { RunRecord } from '../domain/record.ts'
import { Failure } from '../foundation/failure.ts'
import { type Fields, fields } from '../foundation/json.ts'
import { retry } from '../foundation/retry.ts'
import { at, type GitHubReads, type NewStatus } from '../ports/github.ts'
import { decisiveOf } from './headline.ts'
import { defineNotice } from './notice.ts'
import { PATIENCE } from './patient.ts'

/** What the configuration says of the status. */
export interface StatusOptions {
  /** Absent: where another job is reported on. */
  readonly on?: boolean
}

/** So many deployments of one commit are looked through. */
const MOST = 20

/** What GitHub shows of the deployment: its job may end well where the system is ill, and the other way round. */
export const status = defineNotice<StatusOptions>({
  kind: 'status',
  doc: "Gives GitHub's own deployment of the environment a status with the verdict, the sha256 of the record and the address.",
  wanted: (record, { on = record.job !== undefined }) =>
    on && record.environment !== undefined && stateOf(record) !== undefined && !stoppedBefore(record),
  async send(record, _options, { github, reads, pace, signal, say, sha256 }) {
    const { environment = '', identity } = record
    const state = stateOf(record)
    if (!github || !reads) throw new Failure('There is no token for GitHub.', { code: 'GITHUB_TOKEN_MISSING' })
    const id = await deploymentOf(reads, record)
    if (id === undefined || !state)
      return { kind: 'status', sent: true, reason: `GitHub made no deployment of ${environment} for this run` }
    const named = sha256 === undefined ? '' : ` sha256=${sha256.slice(0, 16)}`
    const told: NewStatus = {
      state,
      description: `deploy-action/1 ${record.verdict} run=${identity.runId}${named}`.slice(0, 140),
      logUrl: identity.url,
      ...(record.address === undefined ? {} : { environmentUrl: record.address }),
    }
    // One that is there twice says nothing else than one.
    await retry(() => github.addStatus(id, told, signal), { pace, signal, limit: PATIENCE, say })
    return { kind: 'status', sent: true, reason: `the deployment of ${environment} is ${state}` }
  },
})

/**
 * The state that fits; nothing where nothing was to be deployed. What was brought back is another commit than that of the deployment, so that
 * nobody may take it for its success.
 */
function stateOf({ verdict, reasonCode }: RunRecord): NewStatus['state'] | undefined {
  if (verdict === 'running') return undefined
  if (verdict === 'failed') return 'failure'
  if (verdict === 'error' || verdict === 'inconclusive') return 'error'
  if (reasonCode === 'DEPLOYED' || reasonCode === 'NOTHING_TO_CHANGE') return 'success'
  return reasonCode === 'REJECTED' || reasonCode === 'SUPERSEDED' || reasonCode === 'ROLLED_BACK' ? 'inactive' : undefined
}

/** Where nobody was asked for approval, GitHub made no deployment: one of this run is of an earlier attempt, which says itself how it ended. */
const stoppedBefore = (record: RunRecord): boolean => record.job?.began === false && BEFORE.includes(decisiveOf(record)?.stage)

const BEFORE: readonly unknown[] = ['gate', 'synthesize', 'plan']

/**
 * The deployment that GitHub made for this run: the one that a job of it is the log of.
 * https://docs.github.com/en/rest/deployments/deployments#list-deployments
 */
async function deploymentOf(reads: GitHubReads, { environment = '', identity }: RunRecord): Promise<number | undefined> {
  const all = await reads.all('deployments', { query: { environment, sha: identity.sha }, first: MOST })
  const ids = all.map(({ id }) => Number(id)).toSorted((a, b) => b - a)
  for (const id of ids) {
    const statuses = await reads.all(at`deployments/${id}/statuses`)
    if (statuses.some((one) => isOf(one, identity.runId))) return id
  }
  return undefined
}

const isOf = (one: Fields, runId: string): boolean =>
  ['log_url', 'target_url'].some((key) => `${String(fields(one)[key] ?? '')}/`.includes(`/actions/runs/${runId}/`))
