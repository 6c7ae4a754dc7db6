import { isFields, type Value } from '../http/params.ts'

/** A value with its scalars as texts and its keys in order: `80` and `"80"` are the same to the service. */
export function canonical(value: Value | undefined): string {
  if (value === undefined || value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map((entry: Value) => canonical(entry)).join(',')}]`
  if (!isFields(value)) return JSON.stringify(String(value))
  const entries = Object.entries(value).filter(([, child]) => child !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join(',')}}`
}

export const same = (one: Value | undefined, other: Value | undefined): boolean => canonical(one) === canonical(other)
