import { type Document, isMap, isScalar, LineCounter, parseDocument, type Scalar, visit } from 'yaml'
import { isFields, parsed } from '../foundation/json.ts'
import { lazily } from '../foundation/lazily.ts'

/** What can be said of a template without asking AWS: where its resources stand, and what they are. */
export interface TemplateOutline {
  /** 1-based line of a resource's logical id. */
  line(logicalId: string): number | undefined
  /** Types by logical id. */
  readonly types: Readonly<Record<string, string>>
  /** The template as plain data, short tags left out. */
  readonly data: unknown
}

/** Reads the outline; an empty one where the text is no template, since CloudFormation says that better. */
export function outline(body: string): TemplateOutline {
  const read = lazily(() => reading(body))
  const line = (logicalId: string): number | undefined => linesOf(read()).get(logicalId)
  // What is JSON is YAML too, which takes a hundred times as long to read; only a line needs that.
  const data = parsed(body) ?? dataOf(read().document)
  const { Resources: resources } = isFields(data) ? data : {}
  if (!isFields(resources)) return { line: () => undefined, types: {}, data: {} }
  const types = Object.entries(resources).map(([id, value]) => [id, isFields(value) ? String(value['Type'] ?? '') : ''])
  return { line, types: Object.fromEntries(types), data }
}

interface Reading {
  readonly document: Document
  readonly counter: LineCounter
}

function reading(body: string): Reading {
  const counter = new LineCounter()
  // The short tags (!Ref, !Sub, ...) need no meaning here, so they are left unresolved, silently.
  const document = parseDocument(body, { lineCounter: counter, logLevel: 'silent', strict: false, uniqueKeys: false })
  return { document, counter }
}

function linesOf({ document, counter }: Reading): ReadonlyMap<string, number> {
  const resources = document.get('Resources')
  const keys = isMap(resources) ? resources.items.flatMap(({ key }) => (isScalar(key) ? [key as Scalar] : [])) : []
  return new Map(keys.map(({ value, range }) => [String(value), counter.linePos(range?.[0] ?? 0).line]))
}

const dataOf = (document: Document): unknown => (hasAlias(document) ? {} : document.toJS())

/**
 * CloudFormation takes no aliases, and one of them can make a small text endless.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
function hasAlias(document: Document): boolean {
  let found = false
  visit(document, {
    Alias: () => {
      found = true
      return visit.BREAK
    },
  })
  return found
}
