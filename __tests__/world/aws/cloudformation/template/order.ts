import { validationError } from '../../http/failure.ts'
import type { Value } from '../../http/params.ts'
import type { Template } from './parse.ts'
import { references } from './references.ts'

/** For each resource, the resources that must be there before it. */
export function dependencies(template: Template): ReadonlyMap<string, readonly string[]> {
  const names = new Set(Object.keys(template.resources))
  return new Map(
    Object.entries(template.resources).map(([id, resource]) => {
      const explicit = ([] as Value[]).concat((resource['DependsOn'] as Value | undefined) ?? []).map(String)
      const found = references(resource['Properties']).map(({ name }) => name)
      return [id, [...new Set([...explicit, ...found])].filter((name) => names.has(name) && name !== id)]
    }),
  )
}

/** The same graph walked backwards: what must be gone before each resource can go. */
export function dependents(graph: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  return new Map([...graph.keys()].map((id) => [id, [...graph.keys()].filter((other) => graph.get(other)?.includes(id))]))
}

const PSEUDO = /^AWS::(AccountId|NoValue|NotificationARNs|Partition|Region|StackId|StackName|URLSuffix)$/
const KNOWN_TYPE = /^(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+(::[A-Za-z0-9]+)?|Custom::[\w@-]+|Alexa::\w+::\w+)$/

/** Refuses what the service refuses before it makes a change set. */
export function checkTemplate(template: Template): void {
  const types = Object.values(template.resources).map((resource) => String(resource['Type'] ?? ''))
  const unknown = [...new Set(types.filter((type) => !KNOWN_TYPE.test(type)))]
  if (unknown.length > 0) throw validationError(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`)
  checkReferences(template)
  checkCircles(dependencies(template))
}

function checkReferences(template: Template): void {
  const exists = (name: string): boolean => name in template.resources || name in template.parameters || PSEUDO.test(name)
  for (const section of ['Resources', 'Outputs'] as const) {
    const missing = references(template.source[section]).filter(({ name }) => !exists(name))
    const names = [...new Set(missing.map(({ name }) => name))].join(', ')
    if (names)
      throw validationError(
        `Template format error: Unresolved resource dependencies [${names}] in the ${section} block of the template`,
      )
  }
}

function checkCircles(graph: ReadonlyMap<string, readonly string[]>): void {
  const left = new Map(graph)
  for (let free = ready(left); free.length > 0; free = ready(left)) for (const id of free) left.delete(id)
  if (left.size > 0) throw validationError(`Circular dependency between resources: [${[...left.keys()].join(', ')}]`)
}

const ready = (left: ReadonlyMap<string, readonly string[]>): string[] =>
  [...left].filter(([, needs]) => !needs.some((id) => left.has(id))).map(([id]) => id)
