import { isMap } from 'yaml'
import type { Slot } from './collected.ts'
import type { Found } from './find.ts'
import type { Tree } from './tree.ts'

/** The stretch of text that makes way, so that everything around it stays as it is. */
export function slotOf({ text }: Tree, { where, property, node, missing }: Found, fill: Slot['fill']): Slot {
  const common = { where, shape: property.shape, fill }
  const [begin = 0, end = begin] = node.range ?? []
  if (!missing) {
    // What a value of several lines ends with stays; a value that is not there has no space before it.
    const to = begin + text.slice(begin, end).trimEnd().length
    return { ...common, from: begin, to, before: to === begin && text[begin - 1] === ':' ? ' ' : '', after: '' }
  }
  const [key = ''] = property.path
  const first = isMap(node) ? node.items[0]?.key : undefined
  const range = (first as { readonly range?: readonly number[] | null } | undefined)?.range
  if (!isMap(node) || node.flow || !range) {
    return { ...common, from: begin + 1, to: begin + 1, before: `"${key}": `, after: first ? ', ' : '' }
  }
  const [from = 0] = range
  const indent = ' '.repeat(from - text.lastIndexOf('\n', from - 1) - 1)
  return { ...common, from, to: from, before: `${key}: `, after: `\n${indent}` }
}
