import type { Ground } from '../ground.ts'
import type { Room } from '../room.ts'
import { comments } from './comments.ts'
import { issueLabels } from './issue-labels.ts'
import { issues } from './issues.ts'
import { labels } from './labels.ts'

/** All rooms. A new one is a file and a line here. */
export const rooms = { issues, issueLabels, comments, labels }

type StateOf<R> = R extends Room<infer State> ? State : never
type Rooms = typeof rooms

/** A repository with the state of every room that keeps one. */
export type Repository = Ground & {
  readonly [Name in keyof Rooms as StateOf<Rooms[Name]> extends undefined ? never : Name]: StateOf<Rooms[Name]>
}

/** Opens the rooms of a repository. */
export function furnish(ground: Ground): Repository {
  const states: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(rooms).map(([name, room]) => [name, room.of(ground)]),
  )
  return Object.assign(ground, states) as Repository
}
