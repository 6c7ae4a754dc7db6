import { didYouMean } from './nearest.ts'
import { outputsIn, type Reference, stackNamesOf } from './references.ts'
import { child, itemsOf, type Mistake, mistake, type Node, type Span, textOf } from './tree.ts'

interface Named {
  readonly name: string
  readonly span: Span
  /** What stands in `depends-on`. */
  readonly written: readonly Reference[]
  /** That, and the stacks whose outputs its parameters are made of. */
  readonly dependsOn: readonly Reference[]
}

/** Names that two items share, dependencies that do not exist, and circles. */
export function wrongOrder(root: Node): readonly Mistake[] {
  const stacks = namedIn(root, 'stacks')
  // A stack that is named twice stands for nothing in particular, so its dependencies are not looked at.
  const twice = [...duplicates(stacks, 'stack'), ...duplicates(namedIn(root, 'verify'), 'check')]
  return twice.length > 0 ? twice : [...unknownNames(stacks, stackNamesOf(root)), ...circles(stacks)]
}

function namedIn(root: Node, list: string): readonly Named[] {
  return itemsOf(child(root, list)).flatMap((item) => {
    const node = child(item, 'name')
    const name = textOf(node)
    if (!node || name === undefined) return []
    const written = itemsOf(child(item, 'depends-on')).flatMap((other): readonly Reference[] => {
      const before = textOf(other)
      return before === undefined ? [] : [{ name: before, span: other.span }]
    })
    const parameters = child(item, 'parameters')
    return [{ name, span: node.span, written, dependsOn: [...written, ...(parameters ? outputsIn(parameters) : [])] }]
  })
}

const duplicates = (items: readonly Named[], what: string): readonly Mistake[] => {
  const seen = new Set<string>()
  return items.flatMap(({ name, span }) => {
    const again = seen.has(name)
    seen.add(name)
    return again ? [mistake(span, `another ${what} has the name “${name}” already`)] : []
  })
}

function unknownNames(stacks: readonly Named[], names: readonly string[] | undefined): readonly Mistake[] {
  if (!names) return []
  return stacks
    .flatMap(({ written }) => written)
    .filter(({ name }) => !names.includes(name))
    .map(({ name, span }) => mistake(span, `there is no stack “${name}”; expected ${names.join(', ')}${didYouMean(name, names)}`))
}

/** Each circle once, at the dependency that closes it. */
function circles(stacks: readonly Named[]): readonly Mistake[] {
  const found: Mistake[] = []
  const done = new Set<string>()
  const byName = new Map(stacks.map((stack) => [stack.name, stack]))
  const visit = (stack: Named, path: readonly string[]): void => {
    for (const { name, span } of stack.dependsOn) {
      const next = byName.get(name)
      const from = path.indexOf(name)
      if (from >= 0) {
        const circle = [...path.slice(from), name].join(' → ')
        found.push(mistake(span, `stacks depend on each other in a circle: ${circle}`, 'STACK_CYCLE'))
      } else if (next && !done.has(name)) visit(next, [...path, name])
    }
    done.add(stack.name)
  }
  for (const stack of stacks) if (!done.has(stack.name)) visit(stack, [stack.name])
  return found
}
