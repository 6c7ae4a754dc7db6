import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import { nodeId } from '../world.ts'
import type { Environment, Reviewer } from './environment-book.ts'

/** An environment as approvals carry it. */
export const environmentHeadJson = (repository: Ground, { id, name, createdAt }: Environment) => ({
  id,
  node_id: nodeId('Environment', id),
  name,
  url: `${repository.url}/environments/${encodeURIComponent(name)}`,
  html_url: `${repository.html}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
  created_at: createdAt,
  updated_at: createdAt,
})

/** An environment as GitHub writes it: a rule is only there where something is set. */
export function environmentJson(repository: Ground, environment: Environment) {
  const { refs, reviewers, waitTimer, preventSelfReview } = environment
  const rule = (type: string) => {
    const id = environment.id * 10 + ['wait_timer', 'required_reviewers', 'branch_policy'].indexOf(type)
    return { id, node_id: nodeId('GateRule', id), type }
  }
  return {
    ...environmentHeadJson(repository, environment),
    can_admins_bypass: environment.canAdminsBypass,
    protection_rules: [
      ...(waitTimer > 0 ? [{ ...rule('wait_timer'), wait_timer: waitTimer }] : []),
      ...(reviewers.length
        ? [
            {
              ...rule('required_reviewers'),
              prevent_self_review: preventSelfReview,
              reviewers: reviewers.map((reviewer) => ({ type: reviewer.type, reviewer: reviewerJson(repository, reviewer) })),
            },
          ]
        : []),
      ...(refs === null ? [] : [rule('branch_policy')]),
    ],
    deployment_branch_policy:
      refs === null ? null : { protected_branches: refs === 'protected', custom_branch_policies: refs !== 'protected' },
  }
}

function reviewerJson(repository: Ground, { type, name }: Reviewer) {
  const { world, owner } = repository
  if (type === 'User') return userJson(world, name)
  const { id } = userJson(world, `team:${name}`)
  const slug = name.toLowerCase().replaceAll(' ', '-')
  const url = `${world.url}/organizations/${userJson(world, owner).id}/team/${id}`
  return {
    id,
    node_id: nodeId('Team', id),
    name,
    slug,
    description: '',
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    type: 'organization',
    url,
    html_url: `${world.url}/orgs/${owner}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  }
}
