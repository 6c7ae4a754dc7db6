import type { Fields } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import type { GateContext } from './gate.ts'
import { missing, type Seen, seenAs } from './seen.ts'

/** Events on which a workflow tests something else than the commit that it is listed under. */
const OF_PULL_REQUESTS = ['pull_request', 'pull_request_target']

/** The newest run of each workflow on the commit. https://docs.github.com/en/rest/actions/workflow-runs */
export const workflowsFound = ({ github, identity }: GateContext, files: readonly string[], event: string | undefined) =>
  Promise.all(
    files.map(async (file): Promise<Seen> => {
      const query = { head_sha: identity.sha, ...(event === undefined ? {} : { event }) }
      const runs = await github.all(at`actions/workflows/${file}/runs`, { query, inside: 'workflow_runs' })
      const counted = runs.filter(
        (run) =>
          run['head_sha'] === identity.sha &&
          String(run['id']) !== identity.runId &&
          (event !== undefined || !OF_PULL_REQUESTS.includes(String(run['event']))),
      )
      const [newest] = [...counted].sort((one, other) => numberOf(other) - numberOf(one))
      return newest ? seenAs(file, newest['status'], newest['conclusion'], newest['html_url']) : missing(file)
    }),
  )

/** A re-run keeps its number, and what is told of it is its newest attempt. */
const numberOf = (run: Fields): number => Number(run['run_number'] ?? run['id'])
