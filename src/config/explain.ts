import { hookList } from './hook-keys.ts'
import { didYouMean } from './nearest.ts'
import { unknownKey } from './rewrite.ts'
import { kindLists, type Part, schema } from './schema.ts'
import { at, child, dataOf, type Mistake, mistake, type Node, type Span, textOf } from './tree.ts'
import validate from './validate.cjs'

type SchemaError = NonNullable<typeof validate.errors>[number]

/** What the schema has against a rewritten file, and the data with defaults filled in. */
export function validated(root: Node): { readonly data: unknown; readonly mistakes: readonly (Mistake & Finding)[] } {
  const data = dataOf(root)
  if (validate(data)) return { data, mistakes: [] }
  return { data, mistakes: (validate.errors ?? []).flatMap((error) => explained(error, root)) }
}

/** What lets a caller leave a mistake out: the schema's keyword, and the text that it is about. */
export interface Finding {
  readonly keyword: string
  readonly path: readonly string[]
  readonly text?: string
}

function explained(error: SchemaError, root: Node): readonly (Mistake & Finding)[] {
  // A missing kind was said while rewriting, in the user's words; what a name must be is said with its propertyNames.
  if (error.keyword === 'discriminator' || error.params.missingProperty === 'kind') return []
  if (error.schemaPath.includes('/propertyNames/')) return []
  const path = pointer(error.instancePath)
  const { node, key } = at(root, path)
  const part = schemaOf(error, root, path)
  const text = node.type === 'scalar' && typeof node.value === 'string' ? { text: node.value } : {}
  const place = { keyword: error.keyword, path, ...text }
  return [{ ...mistake(...explanation(error, { node, key, part })), ...place }]
}

interface Context {
  readonly node: Node
  readonly key: Span | undefined
  readonly part: Part
}

function explanation({ keyword, params }: SchemaError, { node, key, part }: Context): [Span, string] {
  const here = node.type === 'map' ? (key ?? keyOf(node)) : node.span
  if (keyword === 'required') return [here, missingKey(String(params.missingProperty), part)]
  if (keyword === 'additionalProperties') {
    const unknown = String(params.additionalProperty)
    return [keyOf(node, unknown), unknownKey(unknown, Object.keys(part.properties ?? {}))]
  }
  if (keyword === 'propertyNames') return [keyOf(node, String(params.propertyName)), wrongKey(String(params.propertyName), part)]
  if (keyword === 'enum') {
    const allowed = (params.allowedValues as readonly unknown[]).map(String)
    return [here, `${shown(node)} is not allowed; expected ${allowed.join(', ')}${didYouMean(textIn(node), allowed)}`]
  }
  if (keyword === 'const') return [here, `${shown(node)} is not allowed; expected ${String(params.allowedValue)}`]
  if (keyword === 'minItems') return [here, 'the list is empty; expected at least one item']
  if (keyword === 'maxItems') return [here, `the list is too long; expected at most ${params.limit} items`]
  if (keyword === 'minimum' || keyword === 'maximum')
    return [here, `${shown(node)} is out of range; expected at ${keyword === 'minimum' ? 'least' : 'most'} ${params.limit}`]
  const found = node.type === 'scalar' && node.value === null ? 'there is no value' : `${shown(node)} does not fit`
  return [here, `${found}; expected ${part.expects ?? kinds(part, params)}${quoted(node, part)}`]
}

function missingKey(key: string, { properties }: Part): string {
  const described = properties?.[key]?.description
  return `\`${key}\` is missing${described ? `: ${described}` : ''}`
}

function wrongKey(key: string, { propertyNames }: Part): string {
  return propertyNames?.enum
    ? unknownKey(key, propertyNames.enum.map(String))
    : `“${key}” is not a name that fits; expected ${propertyNames?.expects}`
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a map',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

const kinds = ({ type }: Part, params: SchemaError['params']): string =>
  type === undefined
    ? String(params.type ?? 'another value')
    : [type]
        .flat()
        .map((word) => WORDS[word] ?? word)
        .join(' or ')

// A number that should be a text lacks its quotes, unless it lacks more: a unit, or digits.
const quoted = (node: Node, { type, expects }: Part): string =>
  type === 'string' && !expects && node.type === 'scalar' && node.value !== null && typeof node.value !== 'string'
    ? `: put it in quotes, "${node.written}"`
    : ''

function shown(node: Node): string {
  if (node.type === 'list') return 'a list'
  if (node.type === 'map') return 'a map'
  if (node.value === null) return 'nothing'
  return typeof node.value === 'string'
    ? `“${node.value}”`
    : `${typeof node.value === 'number' ? 'the number ' : ''}${node.written}`
}

const textIn = (node: Node): string => (node.type === 'scalar' ? node.written : '')

function keyOf(node: Node, key?: string): Span {
  if (node.type !== 'map') return node.span
  return (key === undefined ? node.entries[0] : node.entries.find((entry) => entry.key === key))?.span ?? node.span
}

const pointer = (text: string): readonly string[] =>
  text
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The part of the schema that holds the keyword of the error. Inside a definition its path begins there, so the place tells which. */
function schemaOf({ schemaPath }: SchemaError, root: Node, path: readonly string[]): Part {
  const steps = pointer(schemaPath.replace(/^#/, '')).slice(0, -1)
  return steps.reduce<unknown>(
    (part, step) => (part as Readonly<Record<string, unknown>>)[decodeURIComponent(step)],
    homeOf(root, path),
  ) as Part
}

/** The definition that describes a place: the options of a kind, a list of hooks, else the schema itself. */
function homeOf(root: Node, path: readonly string[]): Part | undefined {
  const options = path.findLastIndex((step, index) => step === 'options' && /^\d+$/.test(path[index - 1] ?? ''))
  const definitions: Readonly<Record<string, Part>> = schema.definitions
  if (options > 0) {
    const list = Object.entries(kindLists).find(([name]) => name === path[options - 2])?.[1] ?? hookList
    return definitions[`${list.item}-${textOf(child(at(root, path.slice(0, options)).node, 'kind'))}`]
  }
  return path.includes('hooks') && path.at(-1) !== 'hooks' ? definitions['hooks'] : schema
}
