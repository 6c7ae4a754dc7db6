import { validationError } from '../http/failure.ts'
import { type Fields, isFields, type Value } from '../http/params.ts'
import type { World } from '../world.ts'
import { canonical, same } from './compare.ts'
import { kindOf } from './kinds.ts'
import { nestedGoal } from './operations/nested.ts'
import {
  type ChangeRecord,
  type DetailRecord,
  type Goal,
  KNOWN_AFTER_APPLY,
  type ResourceRecord,
  type StackEntry,
} from './records.ts'
import { type Lookup, scopeOf } from './scope.ts'
import { dependencies } from './template/order.ts'
import { references } from './template/references.ts'
import { holds, resolve, type Scope } from './template/resolve.ts'

const NESTED = 'AWS::CloudFormation::Stack'
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy', 'CreationPolicy', 'Metadata'] as const

/** What is compared: a stack as it is, and what it is to be. */
export interface Comparison {
  readonly world: World
  readonly entry: StackEntry
  readonly goal: Goal
  readonly imports: ReadonlyMap<string, string>
  /** Nested stacks are looked into, and left out when nothing changes in them. */
  readonly nested: boolean
}

/** What a change set says will happen, in the order of the template. */
export function changesOf(comparison: Comparison): readonly ChangeRecord[] {
  const { goal, entry, world } = comparison
  const before = entry.history.now
  const found = new Map<string, ChangeRecord>()
  const lookup: Lookup = (id) => {
    const change = found.get(id)
    const record = before.resources.get(id)
    return record && change?.replacement !== 'True' && change?.action !== 'Add' ? record : { unknown: KNOWN_AFTER_APPLY }
  }
  const scopes = { real: scopeOf(world, entry, goal, lookup), masked: scopeOf(world, entry, goal, lookup, true) }
  const there = Object.keys(goal.source.template.resources).filter((id) =>
    holds(goal.source.template.resources[id]?.['Condition'], scopes.real),
  )
  for (const id of inOrder(goal, there)) {
    const change = changeOf(comparison, id, scopes, found)
    if (change) found.set(id, change)
  }
  const removed = [...before.resources.values()].filter(
    (one) => one.physicalId && one.status !== 'DELETE_COMPLETE' && !there.includes(one.logicalId),
  )
  return [...there.flatMap((id) => found.get(id) ?? []), ...removed.map((record) => removal(before, record))]
}

/** Whether something other than resources differs, which is enough for a change set not to be empty. */
export function differsElsewhere({ entry, goal }: Comparison): boolean {
  const { source, tags } = entry.history.now
  return (
    !same(source.template.source['Outputs'], goal.source.template.source['Outputs']) || canonical(tags) !== canonical(goal.tags)
  )
}

function inOrder(goal: Goal, ids: readonly string[]): readonly string[] {
  const graph = dependencies(goal.source.template)
  const sorted: string[] = []
  const visit = (id: string): void => {
    if (sorted.includes(id)) return
    for (const need of graph.get(id) ?? []) visit(need)
    sorted.push(id)
  }
  for (const id of ids) visit(id)
  return sorted.filter((id) => ids.includes(id))
}

interface Scopes {
  readonly real: Scope
  readonly masked: Scope
}

type Found = ReadonlyMap<string, ChangeRecord>

function changeOf(comparison: Comparison, id: string, scopes: Scopes, found: Found): ChangeRecord | undefined {
  const { entry, goal, imports } = comparison
  const declared = goal.source.template.resources[id] ?? {}
  const type = String(declared['Type'])
  const old = entry.history.now.resources.get(id)
  const shown = resolve(declared['Properties'] ?? {}, scopes.masked)
  const after = JSON.stringify({ Properties: shown })
  if (!old?.physicalId || old.status === 'DELETE_COMPLETE') {
    const taken = imports.get(id)
    return { action: taken ? 'Import' : 'Add', logicalId: id, type, physicalId: taken, details: [], after }
  }
  if (old.type !== type) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${id}]`,
    )
  }
  const details = [...propertyDetails(comparison, old, declared, scopes, found), ...otherDetails(comparison, id, declared)]
  if (type === NESTED && nestedChanges(comparison, old, declared, scopes)) details.push(AUTOMATIC)
  if (details.length === 0) return undefined
  const replacement = replacementOf(details)
  const policyAction = replacement === 'False' ? undefined : `ReplaceAnd${String(declared['UpdateReplacePolicy'] ?? 'Delete')}`
  const before = JSON.stringify({ Properties: old.shown ?? {} })
  return { action: 'Modify', logicalId: id, type, physicalId: old.physicalId, replacement, policyAction, details, before, after }
}

const AUTOMATIC: DetailRecord = {
  attribute: 'Properties',
  recreation: 'Never',
  changeType: 'Modify',
  evaluation: 'Dynamic',
  source: 'Automatic',
}

function replacementOf(details: readonly DetailRecord[]): 'True' | 'False' | 'Conditional' {
  if (details.some(({ recreation, evaluation }) => recreation === 'Always' && evaluation === 'Static')) return 'True'
  return details.some(({ recreation }) => recreation !== 'Never') ? 'Conditional' : 'False'
}

function propertyDetails(
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
    return [{ attribute: 'Properties', name, recreation, changeType, ...values, ...origin }]
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

function otherDetails({ entry, goal }: Comparison, id: string, declared: Fields): DetailRecord[] {
  const was = entry.history.now.source.template.resources[id] ?? {}
  const plain = { recreation: 'Never', changeType: 'Modify', evaluation: 'Static', source: 'DirectModification' } as const
  const policies = POLICIES.filter((name) => !same(was[name], declared[name])).map((attribute) => ({ attribute, ...plain }))
  const tagged = canonical(entry.history.now.tags) !== canonical(goal.tags)
  return tagged ? [...policies, { attribute: 'Tags', ...plain }] : policies
}

/** Without looking into it, a nested stack always counts as changed. */
function nestedChanges(comparison: Comparison, old: ResourceRecord, declared: Fields, scopes: Scopes): boolean {
  if (!comparison.nested) return true
  const { world, goal } = comparison
  const child = world.stacks.get(old.physicalId ?? '').entry
  const properties = resolve(declared['Properties'] ?? {}, scopes.real) as Fields
  const inner = nestedGoal(world, goal, properties, child.history.now.parameters)
  const compared = { ...comparison, entry: child, goal: inner, imports: new Map<string, string>() }
  return changesOf(compared).length > 0 || differsElsewhere(compared)
}

function removal(before: { source: Goal['source'] }, record: ResourceRecord): ChangeRecord {
  const { logicalId, type, physicalId } = record
  const policyAction = String(before.source.template.resources[logicalId]?.['DeletionPolicy'] ?? 'Delete')
  return {
    action: 'Remove',
    logicalId,
    type,
    physicalId,
    policyAction,
    details: [],
    before: JSON.stringify({ Properties: record.shown ?? {} }),
  }
}
