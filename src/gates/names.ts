import { clean, short } from '../foundation/markdown.ts'

const MOST = 5
const LONGEST = 200

/** Outside text in one bounded line. */
export const line = (text: string): string => short(clean(text).replace(/\s+/g, ' ').trim(), LONGEST)

/** A few names of a list, and how many more there are. */
export function named(names: readonly string[]): string {
  const more = names.length - MOST
  return `${names.slice(0, MOST).map(line).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
