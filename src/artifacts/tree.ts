import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml'
import { Failure } from '../foundation/failure.ts'

/** A template as its text says it, with the place of each value. */
export interface Tree {
  readonly path: string
  readonly text: string
  readonly root: Node | undefined
  readonly document: Document
  /** What each alias stands for. */
  readonly meant: ReadonlyMap<Alias, Node>
  /** What was read of maps so far. */
  readonly values: Map<YAMLMap, ReadonlyMap<string, unknown>>
  place(offset: number): string
}

// One template is asked for several things in a row; a large one may not hold on to memory for that.
let last: WeakRef<Tree> | undefined

/** Reads YAML or JSON; tags are kept as they are. */
export function treeOf(path: string, text: string): Tree {
  const known = last?.deref()
  if (known?.path === path && known.text === text) return known
  const tree = read(path, text)
  last = new WeakRef(tree)
  return tree
}

function read(path: string, text: string): Tree {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', strict: false, uniqueKeys: false })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${path}:${line}:${col}`
  }
  const [error] = document.errors
  if (error)
    throw new Failure(`${place(error.pos[0])}: this is not YAML: ${error.message.split('\n', 1)[0]}`, {
      code: 'TEMPLATE_INVALID',
    })
  return {
    path,
    text,
    document,
    root: (document.contents ?? undefined) as Node | undefined,
    meant: aliases(document),
    values: new Map(),
    place,
  }
}

/** An alias means what had its name last before it; one within what it means would have no end, and means nothing. */
function aliases(document: Document): ReadonlyMap<Alias, Node> {
  const named = new Map<string, Node>()
  const meant = new Map<Alias, Node>()
  visit(document, {
    Node: (_key, node, around) => {
      if (isAlias(node)) {
        const target = named.get(node.source)
        if (target && !around.includes(target)) meant.set(node, target)
      } else if (node.anchor) named.set(node.anchor, node)
    },
  })
  return meant
}

/** What a value is, behind its alias. */
export const meantBy = (tree: Tree, node: unknown): Node | undefined =>
  isAlias(node) ? tree.meant.get(node) : isMap(node) || isScalar(node) || isSeq(node) ? node : undefined

/** A map that is no intrinsic function in its short form. */
export function mapOf(tree: Tree, node: unknown): YAMLMap | undefined {
  const value = meantBy(tree, node)
  return isMap(value) && !isTagged(value) ? value : undefined
}

/** The values of a map by their keys, merged ones too; of two of one name the last counts. */
export function valuesOf(tree: Tree, map: YAMLMap | undefined): ReadonlyMap<string, unknown> {
  if (!map) return new Map()
  // Maps that merge each other twice, level upon level, would take for ever if each were read anew.
  const values = tree.values.get(map) ?? readValues(tree, map)
  tree.values.set(map, values)
  return values
}

function readValues(tree: Tree, map: YAMLMap): ReadonlyMap<string, unknown> {
  const [own, merged] = [new Map<string, unknown>(), new Map<string, unknown>()]
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : undefined
    if (name === undefined) continue
    if (name !== '<<') own.set(name, value)
    else for (const source of sourcesOf(tree, value)) for (const [k, v] of valuesOf(tree, source)) merged.set(k, v)
  }
  return new Map([...merged, ...own])
}

function sourcesOf(tree: Tree, node: unknown): readonly YAMLMap[] {
  const value = meantBy(tree, node)
  const all = isSeq(value) ? [...value.items].reverse() : [value]
  return all.flatMap((one) => mapOf(tree, one) ?? [])
}

/** `!Sub …` and the like: what is behind it is not what it says. */
export const isTagged = (node: Node): boolean => 'tag' in node && typeof node.tag === 'string' && node.tag.startsWith('!')

/** A text that is meant as it stands. */
export function literalOf(tree: Tree, node: unknown): string | undefined {
  const value = meantBy(tree, node)
  return isScalar(value) && typeof value.value === 'string' && !isTagged(value) ? value.value : undefined
}
