import type { Conclusion } from '../../github/progress.ts'
import type { Json } from '../expressions.ts'
import type { HubEvent } from '../workflow/event.ts'
import type { Place, Tree } from '../workflow/tree.ts'
import type { Attempt } from './attempt.ts'
import type { Member } from './concurrency.ts'
import type { Desk } from './desk.ts'
import { githubContext } from './github-context.ts'
import type { Home } from './home.ts'
import type { Scope } from './scope.ts'
import { groupOf } from './stay.ts'

/** What a run begins with. */
export interface RunSpec {
  readonly desk: Desk
  readonly home: Home
  readonly event: HubEvent
  readonly top: Place
  readonly inputs: Readonly<Record<string, Json>>
  /** How many `workflow_run` lie between it and an event from outside. */
  readonly depth: number
}

/** An attempt that passed the check before the first job. */
export interface Playing {
  readonly spec: RunSpec
  readonly id: number
  /** Who takes the place of the run in its concurrency group. */
  readonly member: Member
  readonly attempt: Attempt
  /** Who began the attempt. */
  readonly by: string
  /** The run was cancelled. */
  readonly over: AbortSignal
  readonly tree: Tree
}

/** Plays an attempt to its end; a whole workflow can have a concurrency group too. */
export async function play(playing: Playing): Promise<Conclusion> {
  const { spec, id, member, attempt, over } = playing
  const { home, top, desk } = spec
  const scope = scopeOf(playing)
  const { github } = scope.run
  const group = groupOf(top.workflow.root.find('concurrency'), { github, inputs: scope.inputs, vars: home.vars() })
  const begin = (groups: readonly string[]): Promise<Conclusion> => {
    home.repository.workflowRuns.change(id, { status: 'in_progress' })
    if (playing.attempt.number === 1) desk.tell(home, { id, action: 'in_progress', depth: spec.depth })
    return attempt.play({ ...scope, groups })
  }
  if (!group) return begin([])
  let waits = true
  over.addEventListener('abort', () => waits && home.lines.leave(group.name, member))
  home.repository.workflowRuns.change(id, { status: 'pending' })
  const entry = await home.lines.enter(group, member)
  waits = false
  try {
    return entry === 'in' ? await begin([group.name.toLowerCase()]) : 'cancelled'
  } finally {
    home.lines.leave(group.name, member)
  }
}

function scopeOf({ spec, id, by, tree }: Playing): Scope {
  const { desk, home, event, top, inputs } = spec
  const { number = 0, attempt = 1 } = home.repository.workflowRuns.get(id) ?? {}
  const fork = event.fork === true
  const urls = { apiUrl: desk.github.url, serverUrl: desk.serverUrl }
  const github = githubContext({ home, event, top, run: { id, number, attempt }, triggeringActor: by, ...urls })
  const run = { home, event, top, id, number, attempt, triggeringActor: by, fork, github }
  // https://docs.github.com/en/actions/concepts/security/secrets: with the exception of GITHUB_TOKEN, secrets are not passed to runs of forks.
  return { run, tree, prefix: '', path: '', inputs, secrets: fork ? {} : home.secrets(), groups: [] }
}
