import type { Ground } from '../ground.ts'
import type { Room } from '../room.ts'
import { annotations } from './annotations.ts'
import { assignees } from './assignees.ts'
import { branches } from './branches.ts'
import { checkRuns } from './check-runs.ts'
import { codeScanning } from './code-scanning.ts'
import { comments } from './comments.ts'
import { commits } from './commits.ts'
import { compare } from './compare.ts'
import { contents } from './contents.ts'
import { dependabotAlerts } from './dependabot-alerts.ts'
import { deploymentStatuses } from './deployment-statuses.ts'
import { deployments } from './deployments.ts'
import { environments } from './environments.ts'
import { issueLabels } from './issue-labels.ts'
import { issues } from './issues.ts'
import { labels } from './labels.ts'
import { people } from './people.ts'
import { pulls } from './pulls.ts'
import { rate } from './rate.ts'
import { refs } from './refs.ts'
import { releases } from './releases.ts'
import { secretAlerts } from './secret-alerts.ts'
import { settings } from './settings.ts'
import { statuses } from './statuses.ts'
import { tagObjects } from './tag-objects.ts'
import { workflowJobs } from './workflow-jobs.ts'
import { workflowRuns } from './workflow-runs.ts'

/** All rooms. A new one is a file and a line here. */
export const rooms = {
  annotations,
  assignees,
  branches,
  checkRuns,
  codeScanning,
  comments,
  commits,
  compare,
  contents,
  dependabotAlerts,
  deploymentStatuses,
  deployments,
  environments,
  issueLabels,
  issues,
  labels,
  people,
  pulls,
  rate,
  refs,
  releases,
  secretAlerts,
  settings,
  statuses,
  tagObjects,
  workflowJobs,
  workflowRuns,
}

type StateOf<R> = R extends Room<infer State> ? State : never
type Rooms = typeof rooms
type States = { readonly [Name in keyof Rooms as StateOf<Rooms[Name]> extends undefined ? never : Name]: StateOf<Rooms[Name]> }

/** A repository with the state of every room that keeps one. */
export type Repository = Ground & States

/** Opens the rooms of a repository. */
export function furnish(ground: Ground): Repository {
  const states = Object.entries(rooms).flatMap(([name, room]): [string, unknown][] => {
    const state: unknown = room.of(ground)
    return state === undefined ? [] : [[name, state]]
  })
  return Object.assign(ground, Object.fromEntries(states) as States)
}
