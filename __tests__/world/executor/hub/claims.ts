import type { Repository } from '../../github/rooms/index.ts'
import type { HubEvent } from '../workflow/event.ts'
import type { Place } from '../workflow/tree.ts'

/** What an identity token says. */
export type Claims = Readonly<Record<string, string | number>>

/** The job that a token is about. */
export interface Identified {
  readonly repository: Repository
  readonly event: HubEvent
  /** The workflow of the run, and the one that the job stands in. */
  readonly top: Place
  readonly place: Place
  readonly run: { readonly id: number; readonly number: number; readonly attempt: number }
  readonly environment: string | undefined
  /** Whether the repository has the newer subject, which names can not be taken over for. */
  readonly immutable: boolean
}

/** The claims of a job's identity token. https://docs.github.com/en/actions/reference/security/oidc */
export function claimsOf(job: Identified): Claims {
  const { repository, event, top, place, run, environment } = job
  return {
    sub: subjectOf(job),
    ref: event.ref,
    ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: String(repository.branches.isProtected(event.ref.replace('refs/heads/', ''))),
    sha: event.sha,
    head_ref: event.name === 'pull_request' ? (event.head ?? '') : '',
    base_ref: event.name === 'pull_request' ? (event.base ?? '') : '',
    event_name: event.name,
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(ownerId(repository)),
    repository_visibility: repository.private ? 'private' : 'public',
    actor: event.actor,
    workflow: top.workflow.name,
    workflow_ref: top.ref,
    workflow_sha: top.sha,
    job_workflow_ref: place.ref,
    job_workflow_sha: place.sha,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    runner_environment: 'github-hosted',
    ...(environment === undefined ? {} : { environment }),
  }
}

/** The number of an owner, which the scripted GitHub keeps none of. */
const ownerId = ({ owner }: Repository): number =>
  [...owner].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7)

/** https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims */
function subjectOf({ repository, event, environment, immutable }: Identified): string {
  const { owner, name, id } = repository
  const whose = immutable ? `${owner}@${ownerId(repository)}/${name}@${id}` : `${owner}/${name}`
  // A colon in a name would be read as the next part.
  if (environment !== undefined) return `repo:${whose}:environment:${environment.replaceAll(':', '%3A')}`
  return event.name === 'pull_request' ? `repo:${whose}:pull_request` : `repo:${whose}:ref:${event.ref}`
}
