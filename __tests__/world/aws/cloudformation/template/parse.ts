import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { validationError } from '../../http/failure.ts'
import { type Fields, fieldsOf, isFields, type Value } from '../../http/params.ts'

/** A template with its sections, values unresolved. */
export interface Template {
  readonly source: Fields
  readonly parameters: Readonly<Record<string, Fields>>
  readonly conditions: Fields
  readonly mappings: Fields
  readonly resources: Readonly<Record<string, Fields>>
  readonly outputs: Readonly<Record<string, Fields>>
}

/** A template as it was given, and as it was understood. */
export interface Source {
  readonly body: string
  readonly template: Template
}

/** The template of a stack that never had one: the shell of a first change set. */
export const NO_TEMPLATE: Source = {
  body: '',
  template: { source: {}, parameters: {}, conditions: {}, mappings: {}, resources: {}, outputs: {} },
}

/** Reads YAML with the short tags, or JSON; refuses as the service does. */
export function parseTemplate(body: string): Source {
  const lines = new LineCounter()
  const document = parseDocument(body, { lineCounter: lines, logLevel: 'silent', uniqueKeys: true })
  const mistake = document.errors[0]
  if (mistake) {
    const { line, col } = lines.linePos(mistake.pos[0])
    throw validationError(`Template format error: YAML not well-formed. (line ${line}, column ${col})`)
  }
  const value = plain(document.contents, (node) => (isAlias(node) ? node.resolve(document) : node) as ParsedNode | undefined)
  if (!isFields(value)) throw validationError('Template format error: unsupported structure.')
  const resources = sections(value, 'Resources')
  if (Object.keys(resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.')
  }
  const template: Template = {
    source: value,
    parameters: sections(value, 'Parameters'),
    conditions: fieldsOf(value, 'Conditions'),
    mappings: fieldsOf(value, 'Mappings'),
    resources,
    outputs: sections(value, 'Outputs'),
  }
  return { body, template }
}

function sections(source: Fields, name: string): Readonly<Record<string, Fields>> {
  return Object.fromEntries(Object.entries(fieldsOf(source, name)).map(([key, value]) => [key, isFields(value) ? value : {}]))
}

function plain(node: unknown, follow: (node: ParsedNode) => ParsedNode | undefined): Value {
  const seen = isAlias(node) ? follow(node as ParsedNode) : node
  if (isMap(seen))
    return tagged(seen.tag, Object.fromEntries(seen.items.map((pair) => [keyOf(pair.key), plain(pair.value, follow)])))
  if (isSeq(seen))
    return tagged(
      seen.tag,
      seen.items.map((item) => plain(item, follow)),
    )
  if (!isScalar(seen)) return null
  const { value } = seen
  return tagged(seen.tag, typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null)
}

const keyOf = (key: unknown): string => String(isScalar(key) ? key.value : key)

/** `!GetAtt A.B` and its like, in their long form. */
function tagged(tag: string | undefined, value: Value): Value {
  if (!tag?.startsWith('!') || tag.startsWith('!!')) return value
  const name = tag.slice(1)
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  return { [`Fn::${name}`]: name === 'GetAtt' ? attribute(value) : value }
}

function attribute(value: Value): Value {
  if (typeof value !== 'string') return value
  const dot = value.indexOf('.')
  return [value.slice(0, dot), value.slice(dot + 1)]
}
