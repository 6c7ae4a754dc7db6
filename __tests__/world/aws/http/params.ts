/** A value of a request, of a template or of an answer. */
export type Value = string | number | boolean | null | readonly Value[] | Fields

/** An object of such values. */
export interface Fields {
  readonly [name: string]: Value | undefined
}

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOf = (fields: Fields, name: string): string | undefined => {
  const value = fields[name]
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

export const flagOf = (fields: Fields, name: string): boolean | undefined => {
  const value = textOf(fields, name)
  return value === undefined ? undefined : value === 'true'
}

export const numberOf = (fields: Fields, name: string): number | undefined => {
  const value = textOf(fields, name)
  return value === undefined || value === '' ? undefined : Number(value)
}

export const fieldsOf = (fields: Fields, name: string): Fields => {
  const value = fields[name]
  return isFields(value) ? value : {}
}

export const listOf = (fields: Fields, name: string): readonly Value[] => {
  const value = fields[name]
  return Array.isArray(value) ? (value as readonly Value[]) : []
}

export const textsOf = (fields: Fields, name: string): readonly string[] => listOf(fields, name).map(String)

export const objectsOf = (fields: Fields, name: string): readonly Fields[] => listOf(fields, name).filter(isFields)

interface Node {
  [name: string]: Node | string
}

/**
 * Reads a form body of the Query protocol, `Tags.member.1.Key=x`, into nested fields.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readQuery(body: string): Fields {
  const root: Node = {}
  for (const [path, value] of new URLSearchParams(body)) place(root, path.split('.'), value)
  return Object.fromEntries(Object.entries(root).map(([name, node]) => [name, settle(node)]))
}

function place(node: Node, path: readonly string[], value: string): void {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    node[head] = value
    return
  }
  const child = node[head]
  const next: Node = typeof child === 'object' ? child : {}
  node[head] = next
  place(next, rest, value)
}

function settle(node: Node | string): Value {
  if (typeof node === 'string') return node
  const members = node['member']
  if (typeof members === 'object') {
    const numbered = Object.entries(members).sort(([a], [b]) => Number(a) - Number(b))
    return numbered.map(([, member]) => settle(member))
  }
  return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, settle(child)]))
}
