import type { Numbered } from './room.ts'

interface Dated extends Numbered {
  readonly createdAt: string
  readonly updatedAt: string
}

/** Alerts in the order that a request wants, the newest first unless it says otherwise. */
export function sorted<Item extends Dated>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const key = (item: Item) => (query.get('sort') === 'updated' ? item.updatedAt : item.createdAt)
  const order = query.get('direction') === 'asc' ? 1 : -1
  return [...items].sort((a, b) => order * (key(a).localeCompare(key(b)) || a.number - b.number))
}
