import { canonical, parsed } from '../foundation/json.ts'

/** The first thing in which a JSON text differs from what is wanted at the given JSONPaths; nothing where it is right. */
export async function mismatch(
  text: string,
  wanted: Readonly<Record<string, unknown>>,
  shown: (text: string, length: number) => string,
): Promise<string | undefined> {
  // Loaded only by runs that look into JSON. https://www.rfc-editor.org/rfc/rfc9535
  const { query } = await import('jsonpath-rfc9535')
  const document = parsed(text)
  if (document === undefined) return 'the body is not JSON'
  for (const [path, want] of Object.entries(wanted)) {
    const found = query(document as Parameters<typeof query>[0], path)
    if (found.length === 0) return `nothing at ${path}`
    if (!found.some((value) => fits(value, want)))
      return `${path} is ${shown(JSON.stringify(found[0]), 100)}, ${say(want)} wanted`
  }
  return undefined
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

const wantedType = (want: unknown): string | undefined => {
  const keys = want !== null && typeof want === 'object' ? Object.keys(want) : []
  return keys.length === 1 && keys[0] === 'type' ? String((want as { type: unknown }).type) : undefined
}

const fits = (value: unknown, want: unknown): boolean => {
  const type = wantedType(want)
  return type === undefined ? canonical(value) === canonical(want) : typeOf(value) === type
}

const say = (want: unknown): string => wantedType(want) ?? JSON.stringify(want)
