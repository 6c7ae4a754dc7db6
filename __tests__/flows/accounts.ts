import { type Role, roles, type Statement } from '../setup/roles.ts'
import type { ScriptedAws } from '../world/aws/server.ts'
import type { Home } from '../world/executor/hub/home.ts'
import type { Hub } from '../world/executor/hub/hub.ts'
import { ACCOUNT, BUCKET } from './repository.ts'

const CLAIM = /^token\.actions\.githubusercontent\.com:(\w+)$/

/** The claims that a role of the template wants. */
const trusts = ({ trust }: Role): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.values(trust.condition).flatMap((wanted) =>
      Object.entries(wanted).flatMap(([key, value]) => {
        const [, claim] = CLAIM.exec(key) ?? []
        return claim === undefined || claim === 'aud' ? [] : [[claim, [value].flat().map(String)]]
      }),
    ),
  )

/** What a role of the template may do; the scripted AWS looks at actions, MiniStack at resources as well. */
function actions({ statements }: Role): readonly string[] {
  const of = (some: readonly Statement[]) => some.flatMap((one) => one.actions)
  const denied = of(statements.filter(({ effect, resources }) => effect === 'Deny' && resources.includes('*')))
  return of(statements.filter(({ effect }) => effect === 'Allow')).filter((action) => !denied.includes(action))
}

/** What an account is furnished with, other than for the system of the flows. */
export interface Furniture {
  readonly account: string
  /** What the names of the roles of an environment begin with: `demo-production`. */
  readonly prefix: (environment: string) => string
  /** Parameters of workflows-templates/aws/roles.yaml. */
  readonly given?: Readonly<Record<string, string>>
  /** What the managed policies allow that a system needs besides. */
  readonly more?: { readonly plan?: readonly string[]; readonly deploy?: readonly string[] }
}

/** For the system of the flows. */
export const USUAL: Furniture = { account: ACCOUNT, prefix: (environment) => `demo-${environment}` }

/** Makes the roles of workflows-templates/aws/roles.yaml for every environment. */
export function furnishAccount(
  aws: Pick<ScriptedAws, 'sts'>,
  hub: Hub,
  { repository }: Home,
  environments: readonly string[],
  { account, prefix, given = {}, more = {} }: Furniture = USUAL,
): void {
  aws.sts.provider(hub.desk.identity.provider)
  for (const environment of environments) {
    const made = roles({
      Owner: repository.owner,
      OwnerId: '7',
      Repository: repository.name,
      RepositoryId: String(repository.id),
      Environment: environment,
      Stack: prefix(environment),
      Bucket: BUCKET,
      Workflows: 'org/deploy-action',
      DeployRolePlans: 'true',
      PullRequestStack: prefix('staging'),
      ...given,
    })
    const named = { plan: 'PlanRole', deploy: 'DeployRole', 'pull-request': 'PullRequestRole' }
    for (const [kind, logicalId] of Object.entries(named)) {
      const role = made[logicalId]
      if (!role) throw new Error(`the template makes no ${logicalId}, but ${Object.keys(made).join(', ')}`)
      const allowed = [...actions(role), ...((more as Readonly<Record<string, readonly string[]>>)[kind] ?? [])]
      const arn = `arn:aws:iam::${account}:role/${prefix(environment)}-${kind}`
      aws.sts.role({ arn, trusts: trusts(role), actions: allowed })
    }
  }
}
