import { limits } from './limits.ts'

/** One page of a list with the Link header to its neighbours: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function pageOf(items: readonly unknown[], url: URL): { readonly items: readonly unknown[]; readonly link?: string } {
  const size = Math.min(positive(url.searchParams.get('per_page')) ?? limits.perPage, limits.perPageMost)
  const page = positive(url.searchParams.get('page')) ?? 1
  const last = Math.max(1, Math.ceil(items.length / size))
  const links = [
    ...(page > 1 ? [to(url, page - 1, 'prev')] : []),
    ...(page < last ? [to(url, page + 1, 'next'), to(url, last, 'last')] : []),
    ...(page > 1 ? [to(url, 1, 'first')] : []),
  ]
  return { items: items.slice((page - 1) * size, page * size), ...(links.length ? { link: links.join(', ') } : {}) }
}

function to(url: URL, page: number, rel: string): string {
  const target = new URL(url)
  target.searchParams.set('page', String(page))
  return `<${target.href}>; rel="${rel}"`
}

const positive = (text: string | null) => (text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : undefined)
