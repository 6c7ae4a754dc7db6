import { limits } from './limits.ts'
import { Refusal } from './refusal.ts'
import type { Numbered } from './room.ts'

interface Page {
  readonly items: readonly unknown[]
  readonly link?: string
}

/** One page of a list with the Link header to its neighbours: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function pageOf(items: readonly unknown[], url: URL): Page {
  const size = sizeOf(url)
  const page = positive(url.searchParams.get('page')) ?? 1
  const last = Math.max(1, Math.ceil(items.length / size))
  const links = [
    ...(page > 1 ? [to(url, 'page', page - 1, 'prev')] : []),
    ...(page < last ? [to(url, 'page', page + 1, 'next'), to(url, 'page', last, 'last')] : []),
    ...(page > 1 ? [to(url, 'page', 1, 'first')] : []),
  ]
  return linked(items.slice((page - 1) * size, page * size), links)
}

/** One page between cursors. Without any cursor the list begins at its first page, numbered where the list has numbers. */
export function cursorPageOf(items: readonly Numbered[], url: URL, numbers = false): Page {
  const { searchParams: query } = url
  const [before, after] = [query.get('before'), query.get('after')]
  if (numbers && before === null && after === null) return pageOf(items, url)
  // Asked for by number, GitHub refuses these lists: https://github.com/github/github-mcp-server/issues/2649
  if (!numbers && query.has('page')) throw new Refusal(400, 'Pagination using the `page` parameter is not supported.')
  const size = sizeOf(url)
  const end = before ? at(items, before) : items.length
  const start = before ? Math.max(0, end - size) : after ? at(items, after) + 1 : 0
  const page = items.slice(start, Math.min(end, start + size))
  const [first, last] = [page.at(0), page.at(-1)]
  const links = [
    ...(first && start > 0 ? [to(url, 'before', cursorOf(first), 'prev')] : []),
    ...(last && start + page.length < items.length ? [to(url, 'after', cursorOf(last), 'next')] : []),
  ]
  return linked(page, links)
}

const cursorOf = ({ number }: Numbered) => Buffer.from(`number:${number}`).toString('base64')

function at(items: readonly Numbered[], cursor: string): number {
  const found = items.findIndex((item) => cursorOf(item) === cursor)
  if (found < 0) throw new Refusal(400, 'Invalid cursor')
  return found
}

const linked = (items: readonly unknown[], links: readonly string[]): Page => ({
  items,
  ...(links.length ? { link: links.join(', ') } : {}),
})

function to(url: URL, key: 'page' | 'before' | 'after', value: number | string, rel: string): string {
  const target = new URL(url)
  for (const other of ['page', 'before', 'after']) target.searchParams.delete(other)
  target.searchParams.set(key, String(value))
  return `<${target.href}>; rel="${rel}"`
}

const sizeOf = ({ searchParams: query }: URL) => Math.min(positive(query.get('per_page')) ?? limits.perPage, limits.perPageMost)

const positive = (text: string | null) => (text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : undefined)
