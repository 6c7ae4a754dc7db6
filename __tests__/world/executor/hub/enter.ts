import type { Conclusion } from '../../github/progress.ts'
import { truthy, value } from '../expressions.ts'
import type { JobEnd } from '../job.ts'
import type { Result } from '../workflow/graph.ts'
import type { Group } from './concurrency.ts'
import { OwnDeployment } from './deployment.ts'
import { type Errand, work } from './machine-job.ts'
import { endOf, environmentOf, groupOf, type Wanted } from './stay.ts'

/** How a job ended: for those that need it, and as the API shows it. */
export interface Ended {
  readonly result: Result
  readonly conclusion: Conclusion
  readonly outputs: Readonly<Record<string, string>>
}

const plainly = (result: Result): Ended => ({ result, conclusion: result, outputs: {} })

/** Takes a job through its concurrency group and its environment onto a machine, and to its end. */
export async function enter(errand: Omit<Errand, 'environment'>): Promise<Ended> {
  const { desk, job, planned, scope, contexts } = errand
  const group = groupOf(planned.job.token.find('concurrency'), contexts)
  const wanted = environmentOf(planned.job.token, contexts)
  const deployment = wanted?.deployment ? deploymentOf(errand, wanted) : undefined
  const gates = [() => inLine(errand, group), () => atTheDoor(errand, wanted)]
  const ended = async (): Promise<Ended> => {
    for (const gate of desk.switches.approvalHoldsSlot ? gates : gates.toReversed()) {
      const refused = await gate()
      if (refused) return plainly(refused)
    }
    if (job.stopped !== undefined) return plainly('cancelled')
    deployment?.begin()
    return judged(errand, await work({ ...errand, environment: wanted?.name }))
  }
  try {
    const end = await ended()
    const { outputs, address } = endOf(end)
    deployment?.end(end.result, address)
    return { ...end, outputs }
  } finally {
    if (group) scope.run.home.lines.leave(group.name, job)
  }
}

function deploymentOf({ desk, job, scope }: Omit<Errand, 'environment'>, { name }: Wanted): OwnDeployment {
  const { home, event, id } = scope.run
  const logUrl = `${desk.serverUrl}/${home.repository.fullName}/actions/runs/${id}/job/${job.id}`
  return new OwnDeployment(home.repository, { sha: event.sha, ref: event.ref, environment: home.doors.open(name).name, logUrl })
}

/** Nothing where the job may go on. */
async function inLine({ job, scope }: Omit<Errand, 'environment'>, group: Group | undefined): Promise<Result | undefined> {
  if (!group) return undefined
  if (scope.groups.includes(group.name.toLowerCase())) {
    job.note(
      `Canceling since a deadlock for concurrency group '${group.name}' was detected between 'top level workflow' and '${job.name}'`,
    )
    return 'cancelled'
  }
  const { lines } = scope.run.home
  let waits = true
  job.over.signal.addEventListener('abort', () => waits && lines.leave(group.name, job))
  job.turn('pending')
  const entry = await lines.enter(group, job)
  waits = false
  if (entry === 'in') return undefined
  if (entry === 'superseded') job.giveWay(group.name)
  return 'cancelled'
}

/** Nothing where the job may go on. https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
async function atTheDoor({ job, scope }: Omit<Errand, 'environment'>, wanted: Wanted | undefined): Promise<Result | undefined> {
  if (!wanted) return undefined
  const { home, event, id, triggeringActor } = scope.run
  const environment = home.doors.open(wanted.name)
  if (!home.doors.admits(environment, event.ref)) {
    const [, kind = 'heads', name = event.ref] = /^refs\/(heads|tags)\/(.*)$/.exec(event.ref) ?? []
    job.note(
      `${kind === 'tags' ? 'Tag' : 'Branch'} "${name}" is not allowed to deploy to ${wanted.name} due to environment protection rules.`,
    )
    return 'failure'
  }
  const door = home.doors.enter(environment, { run: id, actor: triggeringActor, environment: environment.name }, job.over.signal)
  // Said once the door knows of it: whoever is told may answer at once.
  if (environment.reviewers.length > 0 || environment.waitTimer > 0) job.turn('waiting')
  const word = await door
  if (word === 'approved') return undefined
  return word === 'gone' ? 'cancelled' : 'failure'
}

/** A job that may fail counts as good for those that need it. */
function judged({ desk, job, planned, contexts }: Omit<Errand, 'environment'>, end: JobEnd): Ended {
  const { outputs } = end
  const lost = end.conclusion === 'lost' ? (job.stopped === undefined ? 'failure' : 'cancelled') : end.conclusion
  const conclusion = job.timedOut ? desk.switches.timedOut : lost
  const forgiven = conclusion === 'failure' && truthy(value(planned.job.token.find('continue-on-error'), contexts) ?? false)
  return { result: forgiven ? 'success' : conclusion, conclusion, outputs }
}
