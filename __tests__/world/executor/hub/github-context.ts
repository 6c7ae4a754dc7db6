import type { Json } from '../expressions.ts'
import type { HubEvent } from '../workflow/event.ts'
import type { Place } from '../workflow/tree.ts'
import type { Home } from './home.ts'

/** What the `github` context of a run is made of. */
export interface GithubContext {
  readonly home: Home
  readonly event: HubEvent
  readonly top: Place
  readonly run: { readonly id: number; readonly number: number; readonly attempt: number }
  readonly triggeringActor: string
  readonly apiUrl: string
  readonly serverUrl: string
}

/** The `github` context; in a called workflow it is the caller's. https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context */
export function githubContext({ home, event, top, run, triggeringActor, apiUrl, serverUrl }: GithubContext) {
  const { repository } = home
  return {
    event_name: event.name,
    event: event.payload,
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: repository.branches.isProtected(event.ref.replace('refs/heads/', '')),
    sha: event.sha,
    head_ref: event.name === 'pull_request' ? (event.head ?? '') : '',
    base_ref: event.name === 'pull_request' ? (event.base ?? '') : '',
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_visibility: repository.private ? 'private' : 'public',
    actor: event.actor,
    triggering_actor: triggeringActor,
    workflow: top.workflow.name,
    workflow_ref: top.ref,
    workflow_sha: top.sha,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    retention_days: '90',
    api_url: apiUrl,
    graphql_url: `${apiUrl}/graphql`,
    server_url: serverUrl,
  } satisfies Record<string, Json>
}

/** What a machine's environment says of the run. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export function githubVariables(github: Readonly<Record<string, Json>>): Record<string, string> {
  const told = Object.entries(github).filter(
    ([name, each]) => typeof each !== 'object' && !['token', 'repository_visibility'].includes(name),
  )
  return Object.fromEntries(told.map(([name, each]) => [`GITHUB_${name.toUpperCase()}`, String(each)]))
}
