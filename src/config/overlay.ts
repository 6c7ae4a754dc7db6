import { child, type Entry, type MapNode, type Mistake, mapNode, mistake, type Node, textOf, withChild } from './tree.ts'

/** Keys of the file that an environment cannot change. */
const FILE_ONLY = ['version', 'environments']

/** The environments of the file with what each changes. */
export function environmentsOf(root: MapNode): { readonly entries: readonly Entry[]; readonly mistakes: readonly Mistake[] } {
  const found = root.entries.find((entry) => entry.key === 'environments')
  if (!found || isNull(found.value)) return { entries: [], mistakes: [] }
  if (found.value.type !== 'map') {
    return {
      entries: [],
      mistakes: [mistake(found.value.span, '`environments` must be a map from the name of an environment to what it changes')],
    }
  }
  const mistakes = found.value.entries.flatMap(({ key, span, value }) => {
    if (value.type === 'map') {
      const wrong = value.entries.filter((entry) => FILE_ONLY.includes(entry.key))
      return wrong.map((entry) => mistake(entry.span, `\`${entry.key}\` belongs to the file, not to an environment`))
    }
    return isNull(value) ? [] : [mistake(span, `the environment “${key}” must be a map of what it changes`)]
  })
  return { entries: found.value.entries, mistakes }
}

/** The file without its environments, with what one of them changes laid over it. */
export function overlaid(root: MapNode, environment: Node | undefined, mistakes: Mistake[]): MapNode {
  const base = mapNode(
    root.span,
    root.entries.filter((entry) => entry.key !== 'environments'),
  )
  if (environment?.type !== 'map') return base
  return mergedMap(
    base,
    mapNode(
      environment.span,
      environment.entries.filter((entry) => !FILE_ONLY.includes(entry.key)),
    ),
    mistakes,
  )
}

/** The file with `defaults` laid under every stack. */
export function withDefaults(root: MapNode, mistakes: Mistake[]): Node {
  const defaults = child(root, 'defaults')
  if (defaults?.type !== 'map') return root
  const under = (stack: Node): Node =>
    stack.type === 'map' ? { ...mergedMap(defaults, stack, mistakes), span: stack.span } : stack
  return withChild(root, 'stacks', (stacks) => (stacks.type === 'list' ? { ...stacks, items: stacks.items.map(under) } : stacks))
}

/** Maps merge, lists of named items merge by name, everything else is replaced; `+key` appends to a list. */
function mergedMap(base: MapNode, over: MapNode, mistakes: Mistake[]): MapNode {
  const entries = [...base.entries]
  const put = (entry: Entry, change: (old: Entry) => Entry) => {
    const index = entries.findIndex((candidate) => candidate.key === entry.key)
    const old = entries[index]
    if (old) entries[index] = change(old)
    else entries.push(entry)
  }
  for (const entry of over.entries) {
    if (entry.key.startsWith('+')) {
      const appending = { ...entry, key: entry.key.slice(1) }
      if (entry.value.type === 'list') put(appending, (old) => ({ ...old, value: appended(old.value, appending, mistakes) }))
      else mistakes.push(mistake(entry.span, `\`${entry.key}\` appends, so its value must be a list`))
    } else put(entry, (old) => ({ ...entry, value: merged(old.value, entry.value, mistakes) }))
  }
  return mapNode(base.span, entries)
}

function merged(base: Node, over: Node, mistakes: Mistake[]): Node {
  if (base.type === 'map' && over.type === 'map') return mergedMap(base, over, mistakes)
  if (base.type !== 'list' || over.type !== 'list' || !named(base.items) || !named(over.items)) return over
  const items = base.items.map((item) => {
    const change = over.items.find((candidate) => nameOf(candidate) === nameOf(item))
    return change ? merged(item, change, mistakes) : item
  })
  const added = over.items.filter((item) => !base.items.some((candidate) => nameOf(candidate) === nameOf(item)))
  return { ...base, items: [...items, ...added] }
}

function appended(base: Node, { key, span, value }: Entry, mistakes: Mistake[]): Node {
  if (value.type !== 'list') return base
  if (isNull(base)) return value
  if (base.type === 'list') return { ...base, items: [...base.items, ...value.items] }
  mistakes.push(mistake(span, `\`+${key}\` appends to a list, and \`${key}\` is none`))
  return base
}

const nameOf = (node: Node): string | undefined => textOf(child(node, 'name'))
const named = (items: readonly Node[]): boolean => items.every((item) => nameOf(item) !== undefined)
const isNull = (node: Node): boolean => node.type === 'scalar' && node.value === null
