import { type EngineKind, engineOf, engines } from '../engines/index.ts'
import { namesIn } from './interpolate.ts'
import { child, itemsOf, mapScalars, type Node, type Span, textOf } from './tree.ts'

/** A stack that is named, and where. */
export interface Reference {
  readonly name: string
  readonly span: Span
}

/** The stacks whose outputs a part of the file names. */
export function outputsIn(node: Node): readonly Reference[] {
  const found: Reference[] = []
  mapScalars(node, (scalar) => {
    if (typeof scalar.value !== 'string') return scalar
    for (const { name } of namesIn(scalar.value)) {
      const [root, stack = '', key] = name.split('.')
      if (root === 'outputs' && key !== undefined) found.push({ name: stack, span: scalar.span })
    }
    return scalar
  })
  return found
}

/** The names of all stacks; nothing where they are not known yet: before names are expanded, or before a tool named its stacks. */
export function stackNamesOf(root: Node): readonly string[] | undefined {
  const stacks = itemsOf(child(root, 'stacks'))
  const names = stacks.flatMap((stack) => textOf(child(stack, 'name')) ?? [])
  const known = stacks.every((stack) => {
    const kind = textOf(child(stack, 'kind')) ?? ''
    return !Object.hasOwn(engines, kind) || engineOf(kind as EngineKind).namesStack
  })
  return known && !names.some((name) => name.includes('${')) ? names : undefined
}
