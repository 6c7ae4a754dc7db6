import type { Assembly, Change, PropertyChange } from '../domain/stack.ts'
import type { PlannedPart } from './changes.ts'
import type { Core } from './core.ts'
import { textOf } from './gate.ts'
import { outline } from './template.ts'

/** One resource with which something else would be done than was approved. Nothing on a side: it is not touched there. */
export interface Difference {
  readonly where: string
  readonly approved?: string
  readonly now?: string
}

/** Names of late parameters by the path of the stack that they are parameters of. */
export type LateNames = ReadonlyMap<string, ReadonlySet<string>>

const NESTED = 'AWS::CloudFormation::Stack'
const at = (path: readonly string[] = []): string => path.join('/')
const placeOf = ({ path = [], logicalId }: Change): string => at([...path, logicalId])

/**
 * In what a change set goes beyond the approved changes, or falls short of them. Beside those only resources may be changed in
 * place by late parameters and by nothing else; what cannot be put down to them is not let through.
 */
export function beyond(approved: readonly Change[], parts: readonly PlannedPart[], late: LateNames): readonly Difference[] {
  const made = parts.flatMap(({ changes }) => changes)
  const looked = new Set(parts.map(({ path }) => at(path)))
  const places = [...new Set([...approved, ...made].map(placeOf))]
  return places.flatMap((where) => {
    const [before, after] = [approved, made].map((changes) => changes.filter((change) => placeOf(change) === where)) as [
      Change[],
      Change[],
    ]
    const [was, now] = [told(before), told(after)]
    if (was === now || (before.length === 0 && after.every((change) => caused(change, late, looked)))) return []
    return [{ where, ...(was ? { approved: was } : {}), ...(now ? { now } : {}) }]
  })
}

const told = (changes: readonly Change[]): string => changes.map(deed).sort().join(', ')

const deed = ({ action, type, replacement, policyAction }: Change): string =>
  [action, type, replacement && `(replacement: ${replacement})`, policyAction && `(policy: ${policyAction})`]
    .filter(Boolean)
    .join(' ')

/** Whether late parameters alone change a resource, in place. */
function caused(change: Change, late: LateNames, looked: ReadonlySet<string>): boolean {
  const { action, replacement, type, properties, path } = change
  if (action !== 'Modify' || replacement !== 'False' || properties.length === 0) return false
  const names = late.get(at(path)) ?? new Set()
  // That something in a nested stack may change is said of it always; what it is, its own changes tell.
  const inside = type === NESTED && looked.has(placeOf(change))
  return properties.every(({ origins = [] }) => origins.length > 0 && origins.every((origin) => isLate(origin, names, inside)))
}

const isLate = (
  { source, entity }: NonNullable<PropertyChange['origins']>[number],
  names: ReadonlySet<string>,
  inside: boolean,
): boolean => (source === 'ParameterReference' && entity !== undefined && names.has(entity)) || (inside && source === 'Automatic')

/** The late parameters of each stack of a change set: a nested one has those that are handed to it as they are. */
export async function lateNames(
  core: Core,
  { template }: Pick<Assembly, 'template'>,
  parts: readonly PlannedPart[],
  late: readonly string[],
): Promise<LateNames> {
  const known = new Map<string, ReadonlySet<string>>([['', new Set(late)]])
  for (const { path } of parts.filter((part) => part.path.length > 0)) {
    const around = at(path.slice(0, -1))
    const above = parts.find((part) => at(part.path) === around)
    const names = known.get(around)
    if (!above || !names?.size) continue
    const body = above.path.length === 0 ? template.body : await textOf(core, above.stack, above.changeSet)
    known.set(at(path), handedOn(outline(body).data, path.at(-1) ?? '', names))
  }
  return known
}

/** Parameters of a nested stack whose value is one of these parameters and nothing else. */
export function handedOn(template: unknown, nested: string, names: ReadonlySet<string>): ReadonlySet<string> {
  const { Resources } = template as { readonly Resources?: Record<string, { Properties?: { Parameters?: unknown } } | undefined> }
  const given = Resources?.[nested]?.Properties?.Parameters
  if (typeof given !== 'object' || given === null) return new Set()
  return new Set(
    Object.entries(given)
      .filter(([, value]) => names.has(referred(value)))
      .map(([name]) => name),
  )
}

/** The short form (`!Ref Name`) is read as the name alone. A text that only looks like it is the same in both change sets. */
const referred = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as { readonly Ref?: unknown } | null)?.Ref ?? '')
