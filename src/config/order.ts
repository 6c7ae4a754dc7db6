import { didYouMean } from './nearest.ts'
import { child, itemsOf, type Mistake, mistake, type Node, type Span, textOf } from './tree.ts'

interface Ordered {
  readonly name: string
  readonly dependsOn: readonly string[]
}

/** Stacks so that each comes after those that it depends on, otherwise in the order of the file. */
export function inOrder<T extends Ordered>(stacks: readonly T[]): readonly T[] {
  const done = new Set<T>()
  const visit = (stack: T): void => {
    if (done.has(stack)) return
    for (const name of stack.dependsOn) {
      const before = stacks.find((candidate) => candidate.name === name)
      if (before) visit(before)
    }
    done.add(stack)
  }
  for (const stack of stacks) visit(stack)
  return [...done]
}

interface Named {
  readonly name: string
  readonly span: Span
  readonly dependsOn: readonly { readonly name: string; readonly span: Span }[]
}

/** Names that two items share, dependencies that do not exist, and circles. */
export function wrongOrder(root: Node): readonly Mistake[] {
  const stacks = namedIn(root, 'stacks')
  // A stack that is named twice stands for nothing in particular, so its dependencies are not looked at.
  const twice = [...duplicates(stacks, 'stack'), ...duplicates(namedIn(root, 'verify'), 'check')]
  return twice.length > 0 ? twice : [...unknownNames(stacks), ...circles(stacks)]
}

function namedIn(root: Node, list: string): readonly Named[] {
  return itemsOf(child(root, list)).flatMap((item) => {
    const node = child(item, 'name')
    const name = textOf(node)
    if (!node || name === undefined) return []
    const dependsOn = itemsOf(child(item, 'depends-on')).map((other) => ({ name: textOf(other), span: other.span }))
    return [
      {
        name,
        span: node.span,
        dependsOn: dependsOn.filter((other): other is { name: string; span: Span } => other.name !== undefined),
      },
    ]
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

function unknownNames(stacks: readonly Named[]): readonly Mistake[] {
  const names = stacks.map(({ name }) => name)
  // Names that are not expanded yet cannot be compared.
  if (names.some((name) => name.includes('${'))) return []
  return stacks
    .flatMap(({ dependsOn }) => dependsOn)
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
