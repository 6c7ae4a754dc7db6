import { type Document, isMap, isScalar, LineCounter, parseDocument, type Scalar, visit } from 'yaml'

/** What can be said of a template without asking AWS: where its resources stand, and what they are. */
export interface TemplateOutline {
  /** 1-based line of each resource's logical id. */
  readonly lines: Readonly<Record<string, number>>
  /** Types by logical id. */
  readonly types: Readonly<Record<string, string>>
  /** The template as plain data, short tags left out. */
  readonly data: unknown
}

/** Reads the outline; an empty one where the text is no template, since CloudFormation says that better. */
export function outline(body: string): TemplateOutline {
  const counter = new LineCounter()
  // The short tags (!Ref, !Sub, ...) need no meaning here, so they are left unresolved, silently.
  const document = parseDocument(body, { lineCounter: counter, logLevel: 'silent', strict: false, uniqueKeys: false })
  const resources = document.get('Resources')
  if (!isMap(resources)) return { lines: {}, types: {}, data: {} }
  const entries = resources.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return []
    const line = counter.linePos((key as Scalar).range?.[0] ?? 0).line
    return [{ id: String(key.value), line, type: isMap(value) ? String(value.get('Type') ?? '') : '' }]
  })
  return {
    lines: Object.fromEntries(entries.map(({ id, line }) => [id, line])),
    types: Object.fromEntries(entries.map(({ id, type }) => [id, type])),
    data: hasAlias(document) ? {} : document.toJS(),
  }
}

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
