import type { Json } from '../expressions.ts'
import type { HubEvent } from '../workflow/event.ts'
import type { Home } from './home.ts'

/** What happens to a repository, as a test tells it. */
export type Happening = { readonly actor?: string } & (
  | { readonly name: 'push'; readonly branch?: string; readonly tag?: string; readonly files?: readonly string[] }
  | {
      readonly name: 'release'
      readonly tag: string
      readonly action?: 'published' | 'created' | 'edited' | 'prereleased' | 'released'
    }
  | {
      readonly name: 'workflow_dispatch'
      /** The name of its file. */
      readonly workflow: string
      readonly inputs?: Readonly<Record<string, Json>>
      /** A branch or tag; the default branch. */
      readonly ref?: string
    }
  | {
      readonly name: 'pull_request'
      readonly number: number
      readonly action?: string
      readonly fork?: string
      readonly files?: readonly string[]
    }
  | { readonly name: 'schedule' }
)

/** What a happening is to the workflows of a repository. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
export function eventOf(home: Home, happening: Happening): HubEvent {
  const { repository } = home
  const { actor = repository.owner } = happening
  const common = { sender: { login: actor }, repository: repositoryJson(home) }
  const at = (ref: string) => {
    const sha = repository.resolve(ref)
    if (!sha) throw new Error(`${repository.fullName} has no ${ref}`)
    return { ref, sha, actor, name: happening.name }
  }
  const tip = `refs/heads/${repository.defaultBranch}`
  switch (happening.name) {
    case 'push': {
      const where = at(
        happening.tag === undefined ? `refs/heads/${happening.branch ?? repository.defaultBranch}` : `refs/tags/${happening.tag}`,
      )
      return {
        ...where,
        ...(happening.files ? { files: happening.files } : {}),
        payload: { ...common, ref: where.ref, after: where.sha },
      }
    }
    case 'release': {
      const { tag, action = 'published' } = happening
      return { ...at(`refs/tags/${tag}`), action, payload: { ...common, action, release: releaseJson(home, tag) } }
    }
    case 'workflow_dispatch': {
      const ref = fullRef(home, happening.ref ?? repository.defaultBranch)
      const inputs = happening.inputs ?? {}
      const texts = Object.fromEntries(Object.entries(inputs).map(([name, each]) => [name, String(each)]))
      return {
        ...at(ref),
        inputs,
        payload: { ...common, ref, inputs: texts, workflow: `.github/workflows/${happening.workflow}` },
      }
    }
    case 'pull_request':
      return pullEvent(home, happening, { actor, common })
    case 'schedule':
      return { ...at(tip), payload: { ...common, schedule: '' } }
  }
}

type PullRequest = Extract<Happening, { name: 'pull_request' }>

/** The merge that GitHub tries is not kept by the scripted GitHub: its head stands for it. */
function pullEvent(
  home: Home,
  happening: PullRequest,
  { actor, common }: { actor: string; common: Readonly<Record<string, Json>> },
): HubEvent {
  const { repository } = home
  const pull = repository.pulls.get(happening.number)
  if (!pull) throw new Error(`${repository.fullName} has no pull request ${happening.number}`)
  const { action = 'opened', fork, files } = happening
  const head = { ref: pull.head, sha: pull.sha, repo: { full_name: fork ?? repository.fullName, fork: fork !== undefined } }
  const base = { ref: pull.base, repo: { full_name: repository.fullName } }
  const payload = { ...common, action, number: pull.number, pull_request: { number: pull.number, head, base, draft: pull.draft } }
  const rest = { name: 'pull_request', ref: `refs/pull/${pull.number}/merge`, sha: pull.sha, actor, action }
  return { ...rest, head: pull.head, base: pull.base, fork: fork !== undefined, payload, ...(files ? { files } : {}) }
}

/** What `workflow_run` says of a run. https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run */
export function workflowRunEvent(home: Home, id: number, action: string, name: string, inner: HubEvent): HubEvent {
  const { repository } = home
  const run = repository.workflowRuns.get(id)
  if (!run) throw new Error(`${repository.fullName} has no run ${id}`)
  const forked = (inner.payload['pull_request'] as { head?: { repo?: { full_name?: string } } } | undefined)?.head?.repo
    ?.full_name
  const workflow_run = {
    ...{
      id,
      name,
      event: run.event,
      status: run.status,
      conclusion: run.conclusion,
      run_attempt: run.attempt,
      run_number: run.number,
    },
    ...{ head_branch: run.branch, head_sha: run.sha, path: `.github/workflows/${run.workflow}` },
    head_repository: { full_name: forked ?? repository.fullName },
    repository: { full_name: repository.fullName },
    actor: { login: run.actor },
    triggering_actor: { login: run.triggeringActor },
    html_url: `${repository.html}/actions/runs/${id}`,
  }
  const ref = `refs/heads/${repository.defaultBranch}`
  const payload = { action, workflow_run, repository: repositoryJson(home), sender: { login: run.triggeringActor } }
  const about = { action, workflow: name, ...(run.branch === null ? {} : { base: run.branch }) }
  return {
    name: 'workflow_run',
    ref,
    sha: repository.resolve(repository.defaultBranch) ?? '',
    actor: run.triggeringActor,
    ...about,
    payload,
  }
}

const repositoryJson = ({ repository }: Home) => ({
  id: repository.id,
  name: repository.name,
  full_name: repository.fullName,
  private: repository.private,
  default_branch: repository.defaultBranch,
  owner: { login: repository.owner },
  html_url: repository.html,
})

function releaseJson({ repository }: Home, tag: string) {
  const release = repository.releases.all().find((each) => each.tag === tag)
  if (!release) throw new Error(`${repository.fullName} has no release ${tag}`)
  const { id, draft, prerelease, commitish, name, body } = release
  return { id, tag_name: tag, target_commitish: commitish, name, body, draft, prerelease, author: { login: release.author } }
}

function fullRef({ repository }: Home, ref: string): string {
  if (ref.startsWith('refs/')) return ref
  return repository.refs.has(`refs/heads/${ref}`) ? `refs/heads/${ref}` : `refs/tags/${ref}`
}
