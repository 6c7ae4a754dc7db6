import { hookTimes } from '../domain/hook.ts'
import { hookList } from './hook-keys.ts'
import { didYouMean } from './nearest.ts'
import { type Kind, type KindList, kindLists } from './schema.ts'
import {
  type Entry,
  eachItem,
  itemsOf,
  type MapNode,
  type Mistake,
  mapNode,
  mistake,
  type Node,
  type ScalarNode,
  textNode,
  withChild,
} from './tree.ts'

/** Rewrites every item that names a kind to `{ kind, options, …common }`. An item without a kind keeps none. */
export function rewritten(root: Node, mistakes: Mistake[], partial: boolean): Node {
  const rewrite = (tree: Node, [key, list]: readonly [string, KindList]): Node =>
    withChild(tree, key, (items) =>
      items.type === 'list'
        ? { ...items, items: items.items.flatMap((item) => rewrittenItem(item, list, mistakes, partial)) }
        : items,
    )
  const hooked = (holder: Node): Node =>
    withChild(holder, 'hooks', (hooks) => hookTimes.reduce((tree, time) => rewrite(tree, [time, hookList]), hooks))
  return hooked(withChild(Object.entries(kindLists).reduce(rewrite, root), 'stacks', (stacks) => eachItem(stacks, hooked)))
}

function rewrittenItem(item: Node, list: KindList, mistakes: Mistake[], partial: boolean): readonly Node[] {
  const kinds = Object.keys(list.kinds)
  if (item.type === 'scalar' && typeof item.value === 'string') {
    const kind = Object.hasOwn(list.kinds, item.value) ? list.kinds[item.value] : undefined
    if (kind) return [mapNode(item.span, [kindEntry(item, kind), optionsEntry(item, mapNode(item.span, []))])]
    mistakes.push(
      mistake(
        item.span,
        `there is no ${list.item} “${item.value}”; expected ${kinds.join(', ')}${didYouMean(item.value, kinds)}`,
      ),
    )
    return []
  }
  if (item.type === 'map') return [rewrittenMap(item, list, mistakes, partial)]
  mistakes.push(mistake(item.span, `a ${list.item} must be a map with one of the keys ${kinds.join(', ')}`))
  return []
}

function rewrittenMap(item: MapNode, { item: what, kinds, common }: KindList, mistakes: Mistake[], partial: boolean): Node {
  const isCommon = ({ key }: Entry) => Object.hasOwn(common, key)
  const isKind = ({ key }: Entry) => Object.hasOwn(kinds, key)
  const known = [...Object.keys(kinds), ...Object.keys(common)]
  const unknown = item.entries.filter((entry) => !isCommon(entry) && !isKind(entry))
  for (const { key, span } of unknown) mistakes.push(mistake(span, unknownKey(key, known)))
  const [first, second] = item.entries.filter(isKind)
  const beside = item.entries.filter(isCommon)
  if (second) mistakes.push(mistake(second.span, `a ${what} has one kind, and this one is already of kind “${first?.key}”`))
  const kind = first ? kinds[first.key] : undefined
  if (!first || !kind) {
    // A key that is not known was most likely to be the kind; one message is enough.
    if (!partial && unknown.length === 0) {
      const span = item.entries[0]?.span ?? item.span
      mistakes.push(mistake(span, `this ${what} has no kind; expected one of the keys ${Object.keys(kinds).join(', ')}`))
    }
    return mapNode(item.span, beside)
  }
  return mapNode(item.span, [
    kindEntry(first, kind),
    { key: 'options', span: first.span, value: optionsOf(first, kind) },
    ...beside,
  ])
}

/** What to say of a key that nobody knows. */
export const unknownKey = (key: string, known: readonly string[]): string =>
  `unknown key “${key}”; expected ${known.join(', ')}${didYouMean(key, known)}`

const kindEntry = ({ span }: { readonly span: Entry['span'] }, { kind }: Kind): Entry => ({
  key: 'kind',
  span,
  value: textNode(span, kind),
})
const optionsEntry = ({ span }: { readonly span: Entry['span'] }, value: Node): Entry => ({ key: 'options', span, value })

function optionsOf({ span, value }: Entry, { shorthand }: Kind): Node {
  if (value.type === 'map') return value
  if (value.type === 'scalar' && value.value === null) return mapNode(span, [])
  return shorthand === undefined ? value : mapNode(span, [{ key: shorthand, span, value }])
}

/** Parameters and tags as texts: numbers as they were typed, lists of parameters joined with commas. One file is a list too. */
export const withTexts = (root: Node): Node =>
  withChild(root, 'stacks', (stacks) =>
    eachItem(stacks, (stack) => {
      const texts = withChild(withChild(stack, 'parameters', eachValue(joined)), 'tags', eachValue(typed))
      return withChild(texts, 'parameters-file', (file) =>
        isText(file) ? { type: 'list', span: file.span, items: [file] } : file,
      )
    }),
  )

const eachValue =
  (change: (value: Node) => Node) =>
  (node: Node): Node =>
    node.type === 'map' ? { ...node, entries: node.entries.map((entry) => ({ ...entry, value: change(entry.value) })) } : node

function joined(value: Node): Node {
  const items = itemsOf(value).map(typed)
  return value.type === 'list' && items.every(isText)
    ? textNode(value.span, items.map((item) => item.value).join(','))
    : typed(value)
}

const typed = (node: Node): Node => (node.type === 'scalar' && node.value !== null ? { ...node, value: textIn(node) } : node)
const textIn = ({ value, written }: ScalarNode): string => (typeof value === 'string' ? value : written)
const isText = (node: Node): node is ScalarNode => node.type === 'scalar' && typeof node.value === 'string'
