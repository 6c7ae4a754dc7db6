import type { Approval } from '../domain/gate.ts'
import type { Identity } from '../domain/run.ts'
import { type Fields, fields, isFields } from '../foundation/json.ts'
import { attempt } from '../foundation/retry.ts'
import { approvalsOf } from '../gates/index.ts'
import { at, type GitHubReads } from '../ports/github.ts'
import type { Ports } from '../ports/index.ts'
import type { Job, JobStep, Said } from './fate.ts'

/** What is asked of GitHub, for which run. */
export interface Asking {
  readonly github: GitHubReads
  readonly ports: Ports
  readonly identity: Identity
  readonly environment?: string
}

/** The jobs of an attempt. https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run-attempt */
export async function jobsOf({ github, identity: { runId, attempt: number } }: Asking): Promise<readonly Job[]> {
  const all = await github.all(at`actions/runs/${runId}/attempts/${number}/jobs`, { inside: 'jobs' })
  return all.map(jobOf)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const jobOf = ({ id, name, status, conclusion, steps, runner_name, created_at, completed_at }: Fields): Job => ({
  id: Number(id),
  name: text(name),
  status: text(status),
  conclusion: typeof conclusion === 'string' ? conclusion : null,
  steps: Array.isArray(steps) ? steps.filter(isFields).map(stepOf) : [],
  runner: text(runner_name),
  createdAt: text(created_at),
  completedAt: text(completed_at),
})

const stepOf = ({ name, conclusion }: Fields): JobStep => ({
  name: text(name),
  conclusion: typeof conclusion === 'string' ? conclusion : null,
})

/** What stands on a job, and who said what of its environment. What cannot be read is left out, and told in the log. */
export async function saidOf(asking: Asking, { id }: Job): Promise<Said> {
  const [annotations, approvals] = await Promise.all([
    known(asking, 'why the job ended', () => annotationsOf(asking, id)),
    known(asking, 'who approved', () => approvalsIn(asking)),
  ])
  return { ...(annotations ? { annotations } : {}), ...(approvals ? { approvals } : {}) }
}

async function known<T>({ ports }: Asking, what: string, read: () => Promise<T>): Promise<T | undefined> {
  const done = await attempt(read)
  if ('value' in done) return done.value
  ports.runner.info(`${what} is not known: ${done.failure.message}`)
  return undefined
}

/** The number of a job is that of its check run. https://docs.github.com/en/rest/checks/runs#list-check-run-annotations */
async function annotationsOf({ github }: Asking, job: number): Promise<readonly string[]> {
  const all = await github.all(at`check-runs/${job}/annotations`)
  return all.flatMap(({ annotation_level, title, message }) =>
    annotation_level === 'notice' ? [] : [[text(title), text(message)].filter(Boolean).join(': ')],
  )
}

const approvalsIn = async ({ environment, ...asking }: Asking): Promise<readonly Approval[] | undefined> =>
  environment === undefined ? undefined : approvalsOf(asking, environment)

/** A run as GitHub shows it, and how it ended. https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run */
export async function runOf(
  { github, identity }: Asking,
  id: string,
): Promise<{ readonly identity: Identity; readonly status: string; readonly conclusion: string }> {
  const run = await github.one(at`actions/runs/${id}`)
  const { head_sha, head_branch, run_attempt, event, name, html_url, status, conclusion, actor, triggering_actor } = run
  return {
    identity: {
      repository: identity.repository,
      sha: text(head_sha),
      // A branch or a tag: which, GitHub does not tell.
      ref: text(head_branch),
      runId: id,
      attempt: String(run_attempt ?? 1),
      actor: text(fields(triggering_actor)['login']) || text(fields(actor)['login']),
      event: text(event),
      workflow: text(name),
      url: text(html_url),
    },
    status: text(status),
    conclusion: text(conclusion),
  }
}
