import type { Ground } from '../ground.ts'
import { type Answer, defineRoom, type RepositoryAsked } from '../room.ts'

/** Which branches of a repository are protected. */
export class Branches {
  readonly #protected = new Set<string>()

  protect(...names: readonly string[]): void {
    for (const name of names) this.#protected.add(name)
  }

  isProtected(name: string): boolean {
    return this.#protected.has(name)
  }
}

const branchBook = defineRoom({ open: () => new Branches() })

/** Branches with whether they are protected. */
export const branches = defineRoom({
  open: (repository) => branchBook.of(repository),
  routes: [{ operation: 'repos/list-branches', at: 'GET /branches', needs: 'contents=read', query: ['protected'], answer: list }],
})

const prefix = 'refs/heads/'

function list({ repository, query }: RepositoryAsked): Answer {
  const wanted = query.get('protected')
  const names = [...repository.refs.keys()].filter((ref) => ref.startsWith(prefix)).map((ref) => ref.slice(prefix.length))
  const found = names.sort().map((name) => branchJson(repository, name))
  return { items: found.filter((branch) => wanted === null || String(branch.protected) === wanted) }
}

function branchJson(repository: Ground, name: string) {
  const sha = repository.resolve(`${prefix}${name}`) ?? ''
  return {
    name,
    commit: { sha, url: `${repository.url}/commits/${sha}` },
    protected: branchBook.of(repository).isProtected(name),
  }
}
