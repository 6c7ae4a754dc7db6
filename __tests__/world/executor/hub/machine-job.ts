import type { Contexts, Json } from '../expressions.ts'
import type { JobEnd, JobOrder } from '../job.ts'
import { forToken } from '../workflow/permissions.ts'
import type { Planned } from '../workflow/tree.ts'
import { claimsOf } from './claims.ts'
import type { Desk } from './desk.ts'
import { githubVariables } from './github-context.ts'
import type { JobRun } from './job-run.ts'
import type { Scope } from './scope.ts'
import { sourceOf } from './sources.ts'
import { minutesOf, orderOf } from './stay.ts'

/** A job that was let in. */
export interface Errand {
  readonly desk: Desk
  readonly job: JobRun
  readonly planned: Planned
  readonly scope: Scope
  /** All but what only the machine gets: token and secrets. */
  readonly contexts: Contexts
  readonly environment: string | undefined
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation: what is not over after five minutes is ended. */
const LAST_GRACE = 5 * 60_000
/** What GitHub says of a machine that is gone. https://github.com/actions/runner/issues/1546 */
const LOST =
  'The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.'

/** Runs a job on a machine, with a token that is good for nothing afterwards. */
export async function work(errand: Errand): Promise<JobEnd> {
  const { desk, job, planned, scope } = errand
  const { home } = scope.run
  const { fullName } = home.repository
  const scopes = forToken(job.permissions)
  const token = desk.github.token({ login: 'github-actions[bot]', permissions: scopes, repository: fullName })
  desk.tokens.add(token, fullName, scopes)
  if (job.permissions['id-token'] === 'write') desk.identity.admit(token, () => claimsOf(identified(errand)))
  const over = new AbortController()
  const runner = `GitHub Actions ${job.id}`
  const machine = desk.startJob(order(errand, token, runner))
  job.start(machine, runner)
  const after = (ms: number, act: () => void): void => {
    desk.clock.sleep(ms, AbortSignal.any([over.signal, desk.closing])).then(act, () => undefined)
  }
  const minutes = minutesOf(planned.job.token, errand.contexts)
  after(minutes * 60_000, () => job.timeOut(minutes))
  job.over.signal.addEventListener('abort', () => after(LAST_GRACE, () => machine.lose()), { once: true })
  try {
    const end = await machine.done
    // A machine that is taken away after a cancel is not lost.
    job.take(job.stopped === undefined ? end : { ...end, annotations: end.annotations.filter(({ message }) => message !== LOST) })
    if (end.conclusion === 'lost' && job.stopped === undefined) job.note(LOST)
    return end
  } finally {
    over.abort()
    desk.github.revoke(token)
    desk.tokens.remove(token)
    desk.identity.dismiss(token)
  }
}

function identified({ desk, scope, environment }: Errand) {
  const { home, event, top, id, number, attempt } = scope.run
  const rest = { environment, immutable: desk.switches.immutableSubjects, place: scope.tree.place, top }
  return { repository: home.repository, event, run: { id, number, attempt }, ...rest }
}

function order(errand: Errand, token: string, runner: string): JobOrder {
  const { desk, job, planned, scope, contexts } = errand
  const { home, event, id } = scope.run
  const secrets = { ...scope.secrets, ...environmentSecrets(errand), GITHUB_TOKEN: token }
  const github = { ...(contexts.github as Record<string, Json>), token }
  const identity = { ACTIONS_ID_TOKEN_REQUEST_URL: desk.identity.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token }
  const mayRead = (given: string, name: string) =>
    desk.tokens.mayRead(given, desk.shelves.homes.get(name.toLowerCase()), 'contents')
  return {
    ...orderOf(scope.tree.place.workflow.root, planned.job.token),
    name: job.name,
    contexts: { ...contexts, vars: home.vars(errand.environment), secrets, github },
    runnerEnv: {
      ...desk.machineEnv,
      ...githubVariables(github),
      RUNNER_NAME: runner,
      ...(job.permissions['id-token'] === 'write' ? identity : {}),
    },
    secrets: Object.values(secrets).filter((secret) => secret !== ''),
    actions: sourceOf({ shelves: desk.shelves, home, sha: event.sha, place: scope.tree.place, mayRead }),
    clock: desk.clock,
    artifacts: {
      own: home.artifacts.get(id) ?? [],
      of: (run, name, given) => {
        const other = desk.shelves.homes.get(name.toLowerCase())
        return desk.tokens.mayRead(given, other, 'actions') ? other?.artifacts.get(run) : undefined
      },
    },
    onLog: (line) => job.say(line),
  }
}

/** Whether an environment's secrets reach a workflow of another owner is not proven: `Switches` has both. */
function environmentSecrets({ desk, scope, environment }: Errand): Readonly<Record<string, string>> {
  const { home, fork } = scope.run
  const same = scope.tree.place.repository.split('/')[0] === home.repository.owner
  const reach = environment !== undefined && !fork && (same || desk.switches.environmentSecretsCrossOwners)
  if (!reach) return {}
  const [all, own] = [home.secrets(environment), home.secrets()]
  return Object.fromEntries(Object.entries(all).filter(([name, secret]) => own[name] !== secret))
}
