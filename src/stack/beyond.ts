import type { Assembly, Change, ChangeOrigin } from '../domain/stack.ts'
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
  const places = [...new Set([...approved, ...made].map(placeOf))]
  const caused = causedBy(late, parts)
  const blind = unseen(late, parts)
  return places.flatMap((where) => {
    const [before, after] = [approved, made].map((changes) => changes.filter((change) => placeOf(change) === where))
    const [was, now] = [told(before ?? []), told(after ?? [])]
    if (blind.has(where))
      return [{ where, ...(was ? { approved: was } : {}), now: `${now}, and nobody can see what changes in it` }]
    if (was === now || (was === '' && after?.length === 1 && caused.has(where))) return []
    return [{ where, ...(was ? { approved: was } : {}), ...(now ? { now } : {}) }]
  })
}

const told = (changes: readonly Change[]): string => changes.map(deed).sort().join(', ')

const deed = ({ action, type, replacement, policyAction }: Change): string =>
  [action, type, replacement && `(replacement: ${replacement})`, policyAction && `(policy: ${policyAction})`]
    .filter(Boolean)
    .join(' ')

/** Nested stacks that a late parameter changes and nobody looked into: it may replace there what it likes. */
function unseen(late: LateNames, parts: readonly PlannedPart[]): ReadonlySet<string> {
  const looked = new Set(parts.map(({ path }) => at(path)))
  const isLate = (change: Change): boolean =>
    change.properties.some(({ origins = [] }) =>
      origins.some(({ source, entity = '' }) => source === 'ParameterReference' && late.get(at(change.path))?.has(entity)),
    )
  const changes = parts.flatMap((part) => part.changes).filter(({ type, action }) => type === NESTED && action === 'Modify')
  return new Set(changes.filter((change) => isLate(change) && !looked.has(placeOf(change))).map(placeOf))
}

/** Where late parameters alone change a resource in place, themselves or by what they change in another resource. */
function causedBy(late: LateNames, parts: readonly PlannedPart[]): ReadonlySet<string> {
  const looked = new Set(parts.map(({ path }) => at(path)))
  const candidates = parts
    .flatMap(({ changes }) => changes)
    .filter(({ action, replacement, properties }) => action === 'Modify' && replacement === 'False' && properties.length > 0)
  const caused = new Set<string>()
  for (let before = -1; before < caused.size; ) {
    before = caused.size
    for (const change of candidates) {
      const names = late.get(at(change.path)) ?? new Set()
      // That something in a nested stack may change is said of it always; what it is, its own changes tell.
      const inside = change.type === NESTED && looked.has(placeOf(change))
      const isCause = ({ source, entity = '' }: ChangeOrigin): boolean => {
        if (source === 'ParameterReference') return names.has(entity)
        if (source === 'Automatic') return inside
        const resource = at([...(change.path ?? []), entity.split('.')[0] ?? ''])
        return /^Resource(?:Attribute|Reference)$/.test(source) && caused.has(resource)
      }
      if (change.properties.every(({ origins = [] }) => onlyOf(origins, isCause))) caused.add(placeOf(change))
    }
  }
  return caused
}

/**
 * Whether a property changes for such a cause only. Beside the reference to a parameter CloudFormation always names the property
 * itself, as if its text might change too.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-samples.html
 */
function onlyOf(origins: readonly ChangeOrigin[], isCause: (origin: ChangeOrigin) => boolean): boolean {
  const shadow = ({ source, evaluation }: ChangeOrigin) => source === 'DirectModification' && evaluation === 'Dynamic'
  return origins.some(isCause) && origins.every((origin) => isCause(origin) || shadow(origin))
}

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
