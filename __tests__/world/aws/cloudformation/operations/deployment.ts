import type { Fields } from '../../http/params.ts'
import type { Latch, Process } from '../../simulation.ts'
import type { World } from '../../world.ts'
import type { Goal, StackEntry, StackRecord } from '../records.ts'
import { current, scopeOf } from '../scope.ts'
import { holds, resolve } from '../template/resolve.ts'

/** One stack on its way from what it was to what it is to be. */
export interface Deployment {
  readonly world: World
  readonly entry: StackEntry
  readonly before: StackRecord
  readonly goal: Goal
  readonly cancelled: Latch<void>
  /** Resources that exist already and are taken over, with their physical ids. */
  readonly imports: ReadonlyMap<string, string>
  /** A failure leaves everything where it is. */
  readonly keepFailed: boolean
}

/** The stack takes a status; the script may let time pass before anything else happens. */
export function* become(world: World, entry: StackEntry, status: string, reason?: string): Process {
  world.stacks.setStatus(entry, status, reason)
  const pause = world.scripts.of(entry.path).pauses?.[status]
  if (pause) yield pause
}

/** The resources that the goal has, its conditions being what they are. */
export function wanted({ world, entry, goal }: Pick<Deployment, 'world' | 'entry' | 'goal'>): ReadonlySet<string> {
  const scope = scopeOf(world, entry, goal, current(entry))
  return new Set(
    Object.entries(goal.source.template.resources).flatMap(([id, one]) => (holds(one['Condition'], scope) ? [id] : [])),
  )
}

/** A resource's properties as they are now to be, and as events may show them. */
export function propertiesOf({ world, entry, goal }: Deployment, id: string): { readonly real: Fields; readonly shown: Fields } {
  const declared = goal.source.template.resources[id]?.['Properties'] ?? {}
  const real = resolve(declared, scopeOf(world, entry, goal, current(entry))) as Fields
  const shown = resolve(declared, scopeOf(world, entry, goal, current(entry), true)) as Fields
  return { real, shown }
}

/** How the service names what went wrong: one sentence per kind of step. */
export function failureReason(entry: StackEntry, ids: readonly string[]): string {
  const failedTo = (verb: string): readonly string[] =>
    ids.filter((id) => entry.history.now.resources.get(id)?.status === `${verb}_FAILED`)
  return (['CREATE', 'UPDATE', 'DELETE', 'IMPORT'] as const)
    .map((verb) => [verb.toLowerCase(), failedTo(verb)] as const)
    .filter(([, found]) => found.length > 0)
    .map(([verb, found]) => `The following resource(s) failed to ${verb}: [${found.join(', ')}]. `)
    .join('')
}
