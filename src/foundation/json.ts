/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isFields(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
}

/** What a text holds as JSON; nothing where it is not JSON, since text from outside often is not. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An object of plain data. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object with keys: no list, and not nothing. */
export const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value)

/** The value as an object; an empty one where it is none. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : {})

/** The same without what is undefined. */
export const present = <T extends object>(data: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

/** What an object or a list has of its own under a key. */
export const inside = (value: unknown, key: string): unknown =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, key) ? (value as Fields)[key] : undefined

/** The same data with each text changed; keys too where that is said. */
export function withTexts(
  data: unknown,
  change: (text: string) => string,
  keys: (key: string) => string = (key) => key,
): unknown {
  if (typeof data === 'string') return change(data)
  if (Array.isArray(data)) return data.map((item) => withTexts(item, change, keys))
  if (!isFields(data)) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [keys(key), withTexts(value, change, keys)]))
}
