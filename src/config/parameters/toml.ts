import { attempt } from '../../foundation/retry.ts'
import { type Mistake, mapNode, mistake, type Node, type Span, textNode } from '../tree.ts'
import { MAX_DEPTH, type Parsed, START, tooLarge } from '../yaml.ts'

/**
 * Reads TOML as a tree. Whole numbers are texts in it; what else is a number there has lost its text: `1.10` is 1.1.
 * The parser is loaded only here, since few runs need it.
 */
export async function parseToml(text: string): Promise<Parsed> {
  const large = tooLarge(text)
  if (large.length > 0) return { mistakes: large }
  const { parse, TomlError } = await import('smol-toml')
  const data = await attempt(async () => parse(text, { integersAsBigInt: true, maxDepth: MAX_DEPTH }))
  if ('value' in data) return { root: treeOf(data.value, [], spotsIn(text), START), mistakes: [] }
  const { cause } = data.failure
  if (cause instanceof TomlError) return { mistakes: [syntaxMistake(text, cause)] }
  throw data.failure
}

function syntaxMistake(text: string, { message, line, column }: Error & Record<'line' | 'column', number>): Mistake {
  const lines = text.split('\n').slice(0, line - 1)
  const at = lines.reduce((sum, { length }) => sum + length + 1, 0) + column - 1
  const [said = ''] = message.replace('Invalid TOML document: ', '').split('\n')
  return mistake({ at, end: at + 1 }, `this is not TOML: ${said}`)
}

type Spots = ReadonlyMap<string, Span>

const TABLE = /^([ \t]*)(\[[ \t]*([^[\]\n]+)\])/
const KEY = /^([ \t]*)([\w."'-]+)[ \t]*=/

/** Where tables and keys begin, by their dotted names: the parser tells no positions, and the line is near enough. */
function spotsIn(text: string): Spots {
  const spots = new Map<string, Span>()
  let table: readonly string[] = []
  for (const { 0: line, index } of text.matchAll(/^.+$/gm)) {
    const [, indent = '', found = '', name] = TABLE.exec(line) ?? KEY.exec(line) ?? []
    if (found === '') continue
    if (name !== undefined) table = name.split('.')
    const path = name === undefined ? [...table, found] : table
    const at = index + indent.length
    // A table stands also for those around it that have no line of their own.
    for (const [last] of path.entries()) {
      const key = dotted(path.slice(0, last + 1))
      if (!spots.has(key)) spots.set(key, { at, end: at + found.length })
    }
  }
  return spots
}

const dotted = (path: readonly string[]): string => path.join('.').replace(/["'\s]/g, '')

function treeOf(value: unknown, path: readonly string[], spots: Spots, around: Span): Node {
  const span = spots.get(dotted(path)) ?? around
  if (Array.isArray(value)) return { type: 'list', span, items: value.map((item) => treeOf(item, path, spots, span)) }
  if (typeof value === 'boolean') return { type: 'scalar', span, value, written: String(value) }
  if (typeof value === 'number' || value instanceof Date)
    return { type: 'scalar', span, value: Number(value), written: String(value) }
  if (typeof value !== 'object' || value === null) return textNode(span, String(value))
  const entries = Object.entries(value).map(([key, inner]) => {
    const node = treeOf(inner, [...path, key], spots, span)
    return { key, span: node.span, value: node }
  })
  return mapNode(span, entries)
}
