import { type Fields, isFields, type Value } from '../http/params.ts'
import { canonical, same } from './compare.ts'
import type { Comparison } from './diff.ts'
import { kindOf } from './kinds.ts'
import type { ChangeRecord, DetailRecord, ResourceRecord } from './records.ts'
import { references } from './template/references.ts'
import { resolve, type Scope } from './template/resolve.ts'

const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy', 'CreationPolicy', 'Metadata'] as const

/** A template's scope as it is, and with secrets masked. */
export interface Scopes {
  readonly real: Scope
  readonly masked: Scope
}

/** The changes found so far: those of everything a resource needs. */
export type Found = ReadonlyMap<string, ChangeRecord>

/** What differs in a resource's properties, and where it comes from. */
export function propertyDetails(
  comparison: Comparison,
  old: ResourceRecord,
  declared: Fields,
  scopes: Scopes,
  found: Found,
): DetailRecord[] {
  const source = isFields(declared['Properties']) ? declared['Properties'] : {}
  const after = resolve(source, scopes.real) as Fields
  const shown = resolve(source, scopes.masked) as Fields
  const names = [...new Set([...Object.keys(old.properties), ...Object.keys(after)])]
  return names.flatMap((name) => {
    const origin = originOf(comparison, source[name], old.logicalId, name, found)
    const changed = !same(old.properties[name], after[name])
    if (!changed && !(origin.source === 'ResourceAttribute')) return []
    const recreation = (kindOf(old.type).recreate ?? []).includes(name) ? ('Always' as const) : ('Never' as const)
    const changeType = !(name in old.properties) ? ('Add' as const) : !(name in after) ? ('Remove' as const) : ('Modify' as const)
    const values = { before: written(old.shown?.[name]), after: written(shown[name]) }
    const detail = { attribute: 'Properties', name, recreation, changeType, ...values }
    // The service names the property itself beside the parameter that it refers to, as if its text might change too.
    const shadow = { ...detail, evaluation: 'Dynamic', source: 'DirectModification' } as const
    return [...(origin.source === 'ParameterReference' ? [shadow] : []), { ...detail, ...origin }]
  })
}

const written = (value: Value | undefined): string | undefined =>
  value === undefined ? undefined : typeof value === 'object' ? JSON.stringify(value) : String(value)

type Origin = Pick<DetailRecord, 'evaluation' | 'source' | 'cause'>

/** Where a property's change comes from: another resource, a parameter, or the template itself. */
function originOf({ entry, goal }: Comparison, declared: Value | undefined, id: string, name: string, found: Found): Origin {
  const before = entry.history.now
  const used = references(declared)
  const moved = used.find((one) => {
    const change = found.get(one.name)
    return change && (one.attribute !== undefined || change.replacement === 'True' || change.action === 'Add')
  })
  if (moved) {
    const attribute = moved.attribute !== undefined
    const cause = attribute ? `${moved.name}.${moved.attribute}` : moved.name
    return { evaluation: 'Dynamic', source: attribute ? 'ResourceAttribute' : 'ResourceReference', cause }
  }
  const was = before.source.template.resources[id]?.['Properties']
  const direct = !same(isFields(was) ? was[name] : undefined, declared)
  const parameter = used.find((one) => one.name in goal.parameters && goal.parameters[one.name] !== before.parameters[one.name])
  if (parameter && !direct) return { evaluation: 'Static', source: 'ParameterReference', cause: parameter.name }
  return { evaluation: 'Static', source: 'DirectModification' }
}

/** What differs beside the properties: policies, metadata, the stack's tags. */
export function otherDetails({ entry, goal }: Comparison, id: string, declared: Fields): DetailRecord[] {
  const was = entry.history.now.source.template.resources[id] ?? {}
  const plain = { recreation: 'Never', changeType: 'Modify', evaluation: 'Static', source: 'DirectModification' } as const
  const policies = POLICIES.filter((name) => !same(was[name], declared[name])).map((attribute) => ({ attribute, ...plain }))
  const tagged = canonical(entry.history.now.tags) !== canonical(goal.tags)
  return tagged ? [...policies, { attribute: 'Tags', ...plain }] : policies
}
