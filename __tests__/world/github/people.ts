import { createHash } from 'node:crypto'
import { nodeId, type World } from './world.ts'

/** A person or an app, as GitHub writes it into everything that somebody made. */
export function userJson(world: World, login: string) {
  const id = Number.parseInt(createHash('sha1').update(login).digest('hex').slice(0, 7), 16)
  const url = `${world.url}/users/${encodeURIComponent(login)}`
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${world.url}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${world.url}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: world.typeOf(login),
    user_view_type: 'public',
    site_admin: false,
  }
}
