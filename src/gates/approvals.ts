import type { Approval } from '../domain/gate.ts'
import { type Fields, fields } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import { loginOf } from './deployed.ts'
import type { GateContext } from './gate.ts'

type Asking = Pick<GateContext, 'github' | 'identity' | 'ports'>

/** Who started the run, or started it again. */
export const actorsOf = ({ identity, ports }: Asking): readonly string[] =>
  [identity.actor, ports.env['GITHUB_TRIGGERING_ACTOR'] ?? ''].filter(Boolean).map((login) => login.toLowerCase())

/**
 * Who said what of the run for an environment. When, GitHub does not tell.
 * https://docs.github.com/en/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run
 */
export async function approvalsOf(context: Asking, environment: string): Promise<readonly Approval[]> {
  const { github, identity, ports } = context
  const all = await github.all(at`actions/runs/${identity.runId}/approvals`)
  const seenAt = ports.clock.now().toISOString()
  const actors = actorsOf(context)
  return all
    .filter((each) => isOf(each, environment))
    .map(({ user, state, comment }) => ({
      login: loginOf(user),
      state: state === 'approved' ? 'approved' : 'rejected',
      comment: String(comment ?? ''),
      actor: actors.includes(loginOf(user).toLowerCase()),
      seenAt,
    }))
}

const isOf = ({ environments }: Fields, environment: string): boolean =>
  Array.isArray(environments) &&
  environments.some((each: unknown) => String(fields(each)['name']).toLowerCase() === environment.toLowerCase())
