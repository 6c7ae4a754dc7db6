import { duration } from '../foundation/duration.ts'
import { hookList } from './hook-keys.ts'
import { kindLists, type Part, schema } from './schema.ts'

/** One key of the file, for the table of the documentation. */
export interface KeyDocumentation {
  /** What the key stands in: the file, a stack, a check, or one kind of those. */
  readonly where: string
  /** With dots where it lies deeper: `retry.for`. */
  readonly key: string
  readonly type: string
  /** As it would be written; absent where there is none. */
  readonly default?: string
  readonly required: boolean
  readonly description: string
}

/** Every key of the file with what there is to say of it, in the order of the schema. */
export function documentation(): readonly KeyDocumentation[] {
  const lists = [...Object.values(kindLists), hookList].flatMap(({ item, kinds, common, required }) => [
    ...Object.values(kinds).map(({ kind, doc, shorthand }) => kindRow(item, kind, doc, shorthand)),
    ...rows(item, { properties: common, required }),
    ...Object.values(kinds).flatMap(({ kind, schema: options }) => rows(`${item}: ${kind}`, options as Part)),
  ])
  return [...rows('file', schema), ...lists]
}

const kindRow = (where: string, kind: string, description: string, shorthand: string | undefined): KeyDocumentation => ({
  where,
  key: kind,
  type: shorthand === undefined ? 'map' : `map, or its \`${shorthand}\``,
  required: false,
  description,
})

const rows = (where: string, { properties = {}, required = [] }: Part, before = ''): readonly KeyDocumentation[] =>
  Object.entries(properties).flatMap(([key, part]) => [
    {
      where,
      key: `${before}${key}`,
      type: typeOf(part),
      required: required.includes(key),
      description: part.description ?? '',
      ...(part.default === undefined || isEmpty(part.default) ? {} : { default: String(part.default) }),
    },
    ...rows(where, part, `${before}${key}.`),
  ])

const isEmpty = (value: unknown): boolean => value !== null && typeof value === 'object' && Object.keys(value).length === 0

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'map',
  array: 'list',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
}

function typeOf({ type, enum: values, const: only, pattern, expects, items }: Part): string {
  if (values) return values.map((value) => `\`${value}\``).join(', ')
  if (only !== undefined) return `\`${only}\``
  if (pattern === duration.pattern) return 'duration'
  if (expects) return expects
  if (type === 'array' && items?.enum) return `list of ${typeOf(items)}`
  return type === undefined
    ? 'anything'
    : [type]
        .flat()
        .map((word) => WORDS[word] ?? word)
        .join(' or ')
}
