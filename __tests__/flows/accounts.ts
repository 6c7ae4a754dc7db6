import { type Role, roles } from '../setup/roles.ts'
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
  const of = (effect: string) => statements.flatMap((one) => (one.effect === effect ? one.actions : []))
  return of('Allow').filter((action) => !of('Deny').includes(action))
}

/** Makes the roles of workflows-templates/aws/roles.yaml for every environment; jobs of the repository's own may take them where they trust no workflows by name. */
export function furnishAccount(
  aws: ScriptedAws,
  hub: Hub,
  { repository }: Home,
  environments: readonly string[],
  workflows = 'org/deploy-action',
): void {
  aws.sts.provider(hub.desk.identity.provider)
  for (const environment of environments) {
    const made = roles({
      Owner: repository.owner,
      OwnerId: '7',
      Repository: repository.name,
      RepositoryId: String(repository.id),
      Environment: environment,
      Stack: `demo-${environment}`,
      Bucket: BUCKET,
      Workflows: workflows,
      DeployRolePlans: 'true',
      PullRequestStack: 'demo-staging',
    })
    const named = { Plan: `plan-${environment}`, Deploy: `deploy-${environment}`, PullRequest: 'plan-pull-request' }
    for (const [kind, name] of Object.entries(named)) {
      const role = made[`${kind}Role`] ?? made[kind]
      if (!role) throw new Error(`the template makes no ${kind}, but ${Object.keys(made).join(', ')}`)
      aws.sts.role({ arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, trusts: trusts(role), actions: actions(role) })
    }
  }
}
