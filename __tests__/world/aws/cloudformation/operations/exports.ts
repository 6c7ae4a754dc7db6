import { isFields, type Value } from '../../http/params.ts'
import type { World } from '../../world.ts'
import type { StackEntry } from '../records.ts'
import { current, outputsOf, scopeOf } from '../scope.ts'
import { resolve } from '../template/resolve.ts'
import type { Deployment } from './deployment.ts'

/** Stacks that take the value which is exported under that name. */
export const importers = (world: World, name: string): readonly StackEntry[] =>
  world.stacks.entries.filter((entry) => {
    const { status, source } = entry.history.now
    if (status === 'DELETE_COMPLETE' || status === 'REVIEW_IN_PROGRESS') return false
    const scope = scopeOf(world, entry, entry.history.now, current(entry))
    return importsIn(source.template.source).some((one) => String(resolve(one, scope)) === name)
  })

/** How the service refuses to let go of an export; nothing where it may go. */
export function inUse(world: World, name: string, what: 'deleted' | 'updated'): string | undefined {
  const users = importers(world, name).map((entry) => entry.name)
  return users.length > 0 ? `Export ${name} cannot be ${what} as it is in use by ${users.join(' and ')}` : undefined
}

const importsIn = (value: Value): readonly Value[] => {
  if (Array.isArray(value)) return value.flatMap((one: Value) => importsIn(one))
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === 'Fn::ImportValue' ? [inner ?? null] : importsIn(inner ?? null)))
}

/**
 * Why an update must not end: another stack takes what it would no longer export, or not as it was.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function lostExport({ world, entry, goal, before }: Deployment): string | undefined {
  const after = outputsOf(world, entry, goal)
  const lost = before.outputs.flatMap(({ exportName, value }) => {
    const now = after.find((output) => output.exportName === exportName)
    if (exportName === undefined || now?.value === value) return []
    return inUse(world, exportName, now ? 'updated' : 'deleted') ?? []
  })
  return lost[0]
}
