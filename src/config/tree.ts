/** Where something stands in the text: the offset of its first character, and the one behind its last. */
export interface Span {
  readonly at: number
  readonly end: number
}

/** A key with its value. */
export interface Entry {
  readonly key: string
  readonly span: Span
  readonly value: Node
}

export interface MapNode {
  readonly type: 'map'
  readonly span: Span
  readonly entries: readonly Entry[]
}

export interface ListNode {
  readonly type: 'list'
  readonly span: Span
  readonly items: readonly Node[]
}

/** `written` is the text as it stands in the file (`0080`, `1e3`), `value` what YAML reads it as. */
export interface ScalarNode {
  readonly type: 'scalar'
  readonly span: Span
  readonly value: string | number | boolean | null
  readonly written: string
}

/** The file as data that knows where it stands. Overlaying, rewriting and expanding keep the positions. */
export type Node = MapNode | ListNode | ScalarNode

/** What the user must correct, and where. */
export interface Mistake {
  readonly code: 'CONFIG_INVALID' | 'VALUE_UNKNOWN' | 'SECRET_MISSING' | 'STACK_CYCLE'
  readonly span: Span
  readonly message: string
}

export const mistake = (span: Span, message: string, code: Mistake['code'] = 'CONFIG_INVALID'): Mistake => ({
  code,
  span,
  message,
})

/** The value of a key; nothing where the node is no map or has no such key. */
export const child = (node: Node | undefined, key: string): Node | undefined =>
  node?.type === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined

/** The items of a list; none where the node is no list. */
export const itemsOf = (node: Node | undefined): readonly Node[] => (node?.type === 'list' ? node.items : [])

/** The text of a node; nothing where it is something else. */
export const textOf = (node: Node | undefined): string | undefined =>
  node?.type === 'scalar' && typeof node.value === 'string' ? node.value : undefined

export const mapNode = (span: Span, entries: readonly Entry[]): MapNode => ({ type: 'map', span, entries })
export const textNode = (span: Span, value: string): ScalarNode => ({ type: 'scalar', span, value, written: value })

/** The map with the value of one key changed, where it has that key. */
export function withChild(node: Node, key: string, change: (value: Node) => Node): Node {
  if (node.type !== 'map') return node
  return { ...node, entries: node.entries.map((entry) => (entry.key === key ? { ...entry, value: change(entry.value) } : entry)) }
}

/** The list with every item changed; what is no list stays. */
export const eachItem = (node: Node, change: (item: Node) => Node): Node =>
  node.type === 'list' ? { ...node, items: node.items.map(change) } : node

/** Every scalar of the tree is given to `change` with the keys and indices that lead to it; keys stay as they are. */
export function mapScalars(
  node: Node,
  change: (scalar: ScalarNode, path: readonly string[]) => Node,
  path: readonly string[] = [],
): Node {
  if (node.type === 'scalar') return change(node, path)
  if (node.type === 'list')
    return { ...node, items: node.items.map((item, index) => mapScalars(item, change, [...path, String(index)])) }
  return {
    ...node,
    entries: node.entries.map((entry) => ({ ...entry, value: mapScalars(entry.value, change, [...path, entry.key]) })),
  }
}

/** Plain data, new at every call. `Object.fromEntries` makes even `__proto__` an ordinary key. */
export function dataOf(node: Node): unknown {
  if (node.type === 'scalar') return node.value
  if (node.type === 'list') return node.items.map(dataOf)
  return Object.fromEntries(node.entries.map((entry) => [entry.key, dataOf(entry.value)]))
}

/** What a path of keys and indices leads to, with the key that it stands under. */
export function at(root: Node, path: readonly string[]): { readonly node: Node; readonly key?: Span } {
  let node = root
  let key: Span | undefined
  for (const step of path) {
    const entry = node.type === 'map' ? node.entries.find((candidate) => candidate.key === step) : undefined
    const next = node.type === 'list' ? node.items[Number(step)] : entry?.value
    // What a default filled in stands nowhere; its parent is the best place to point at.
    if (!next) break
    node = next
    key = entry?.span
  }
  return key ? { node, key } : { node }
}
