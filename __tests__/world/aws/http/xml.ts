/** What an answer may hold; times are written as the service writes them. */
export type Out = string | number | boolean | Date | undefined | readonly Out[] | { readonly [name: string]: Out }

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' }

/** Escapes text for XML and drops the control characters that XML cannot hold. */
export const escapeXml = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"\r]/g, (found) => ENTITIES[found] ?? found)

/** One element with everything in it; list entries are called `member`, as in the Query protocol. */
export function xml(name: string, value: Out): string {
  if (value === undefined) return ''
  return `<${name}>${content(value)}</${name}>`
}

function content(value: Exclude<Out, undefined>): string {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((entry: Out) => xml('member', entry)).join('')
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, child]) => xml(name, child))
      .join('')
  }
  return escapeXml(String(value))
}
