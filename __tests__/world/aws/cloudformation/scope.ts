import { validationError } from '../http/failure.ts'
import { isFields, type Value } from '../http/params.ts'
import type { World } from '../world.ts'
import { attributeOf, kindOf } from './kinds.ts'
import type { Goal, OutputRecord, ResourceRecord, StackEntry } from './records.ts'
import { isSecret, MASK } from './template/parameters.ts'
import { holds, resolve, type Scope } from './template/resolve.ts'

/** What stands for a resource that is asked for: its record, or a value that is not known yet. */
export type Lookup = (logicalId: string) => ResourceRecord | { readonly unknown: Value }

/** The scope in which a stack's template is resolved; `masked` hides secret parameters. */
export function scopeOf(world: World, entry: StackEntry, goal: Goal, lookup: Lookup, masked = false): Scope {
  const { template } = goal.source
  const secret = (name: string): boolean => masked && isSecret(template.parameters[name])
  return {
    template,
    parameters: Object.fromEntries(Object.entries(goal.parameters).map(([name, value]) => [name, secret(name) ? MASK : value])),
    pseudo: {
      'AWS::AccountId': world.account,
      'AWS::NotificationARNs': goal.notificationArns,
      'AWS::Partition': 'aws',
      'AWS::Region': world.region,
      'AWS::StackId': entry.id,
      'AWS::StackName': entry.name,
      'AWS::URLSuffix': 'amazonaws.com',
    },
    resource: (logicalId, attribute) => {
      const found = lookup(logicalId)
      return 'unknown' in found ? found.unknown : valueFrom(world, found, attribute)
    },
    imported: (name) => {
      const output = exportsOf(world).find((candidate) => candidate.exportName === name)
      if (!output) throw validationError(`No export named ${name} found.`)
      return output.value
    },
  }
}

/** Finds resources as the stack has them now; one that is not there resolves to nothing. */
export const current =
  (entry: StackEntry): Lookup =>
  (logicalId) =>
    entry.history.now.resources.get(logicalId) ?? { unknown: '' }

function valueFrom(world: World, record: ResourceRecord, attribute: string | undefined): Value {
  if (attribute === undefined) return record.physicalId ?? ''
  if (record.type === 'AWS::CloudFormation::Stack') return nestedOutput(world, record, attribute)
  const { account, region } = world
  return attributeOf(record.type, attribute, { name: record.name ?? '', account, region, properties: record.properties })
}

function nestedOutput(world: World, record: ResourceRecord, attribute: string): Value {
  const child = world.stacks.entries.find((entry) => entry.id === record.physicalId)
  const key = attribute.replace(/^Outputs\./, '')
  return child?.history.now.outputs.find((output) => output.key === key)?.value ?? ''
}

/** What `Ref` gives for a resource of that name. */
export function physicalId(world: World, type: string, name: string, properties: ResourceRecord['properties']): string {
  const { account, region } = world
  return kindOf(type).ref?.({ name, account, region, properties }) ?? name
}

export function outputsOf(world: World, entry: StackEntry, goal: Goal): readonly OutputRecord[] {
  const scope = scopeOf(world, entry, goal, current(entry))
  return Object.entries(goal.source.template.outputs)
    .filter(([, output]) => holds(output['Condition'], scope))
    .map(([key, output]) => {
      const exported = output['Export'] === undefined ? undefined : resolve(output['Export'], scope)
      return {
        key,
        value: plainText(resolve(output['Value'], scope)),
        description: output['Description'] === undefined ? undefined : String(output['Description']),
        exportName: isFields(exported) ? String(exported['Name']) : undefined,
      }
    })
}

const plainText = (value: Value): string => (Array.isArray(value) ? value.join(',') : String(value))

/** All exported outputs of stacks that are there. */
export const exportsOf = (world: World): readonly (OutputRecord & { readonly stack: StackEntry })[] =>
  world.stacks.entries
    .filter((entry) => entry.history.now.status !== 'DELETE_COMPLETE')
    .flatMap((entry) =>
      entry.history.now.outputs.filter((output) => output.exportName).map((output) => ({ ...output, stack: entry })),
    )
