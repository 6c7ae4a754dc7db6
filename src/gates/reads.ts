import { Failure } from '../foundation/failure.ts'
import { type Fields, fields, isFields } from '../foundation/json.ts'
import { retry } from '../foundation/retry.ts'
import type { GitHub, GitHubReads } from '../ports/github.ts'
import type { Clock } from '../ports/index.ts'

/** Milliseconds within which a read is tried again. */
const PATIENCE = 90_000
/** The largest page: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
const PAGE = 100
/** A list with more pages than this is not one that anybody meant. */
const MOST_PAGES = 30

interface Reading {
  readonly clock: Clock
  readonly signal: AbortSignal
  say(line: string): void
}

/** Reads that are tried again, and lists that are read to their end. */
export function readsOf(github: GitHub, { clock, signal, say }: Reading): GitHubReads {
  const read: GitHub['read'] = (path, query) =>
    retry(() => github.read(path, query, signal), { pace: clock, signal, limit: PATIENCE, say })
  return {
    async one(path, query = {}) {
      const { data } = await read(path, query, signal)
      if (isFields(data)) return data
      throw unusable(path, 'an object was expected')
    },
    async all(path, { query = {}, inside, first } = {}) {
      const found: Fields[] = []
      let asked = { per_page: first ?? PAGE, ...query }
      for (let page = 1; page <= MOST_PAGES; page++) {
        const { data, next } = await read(path, asked, signal)
        const items = inside === undefined ? data : fields(data)[inside]
        if (!Array.isArray(items)) throw unusable(path, 'a list was expected')
        found.push(...items.filter(isFields))
        if (first !== undefined) return found
        if (!next) return whole(path, found, fields(data)['total_count'])
        asked = { ...asked, ...next }
      }
      throw unusable(path, `the list has more than ${MOST_PAGES * PAGE} entries`)
    },
  }
}

/** A list says how long it is: what is missing was cut off. */
function whole(path: string, found: readonly Fields[], total: unknown): readonly Fields[] {
  if (typeof total !== 'number' || total <= found.length) return found
  throw unusable(path, `${found.length} of ${total} entries were given`)
}

const unusable = (path: string, why: string): Failure =>
  new Failure(`GitHub's answer for ${path} cannot be used: ${why}.`, {
    code: 'GITHUB_REFUSED',
    fix: 'Look at the page of the repository.',
  })
