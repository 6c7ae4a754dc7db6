import { differences, mergeBase, only } from '../differences.ts'
import { type Ground, sha1 } from '../ground.ts'
import { defineRoom } from '../room.ts'
import { issueBook } from './issue-book.ts'

/** A pull request; its title, text, author, state and labels are those of the issue of its number. */
export interface Pull {
  readonly id: number
  readonly number: number
  readonly head: string
  readonly base: string
  /** The tip of its branch when that was last seen. */
  readonly sha: string
  readonly commits: readonly string[]
  readonly draft: boolean
  readonly mergedAt: string | null
  readonly mergedBy: string | null
  readonly mergeSha: string
}

/** A review of a pull request. */
export interface Review {
  readonly id: number
  readonly user: string
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  readonly sha: string
  readonly body: string
  readonly submittedAt: string
}

interface Draft {
  readonly head: string
  readonly base?: string
  readonly title?: string
  readonly body?: string
  readonly author?: string
  readonly labels?: readonly string[]
  readonly draft?: boolean
}

/** The pull requests of a repository with their reviews. */
export class Pulls {
  readonly #ground: Ground
  readonly #pulls = new Map<number, Pull>()
  readonly #reviews = new Map<number, Review[]>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly Pull[] {
    return [...this.#pulls.keys()].map((number) => this.#known(number)).reverse()
  }

  get(number: number): Pull | undefined {
    return this.#pulls.has(number) ? this.#known(number) : undefined
  }

  /** Opens a pull request of a branch, as a person would on the site. */
  open(draft: Draft): Pull {
    const { world, owner, defaultBranch } = this.#ground
    const { head, base = defaultBranch, title = head, body = null, author = owner } = draft
    const labels = draft.labels ?? []
    const pull = { mergedAt: null }
    const { number } = issueBook.of(this.#ground).open({ title, body, author, labels, pull })
    const fresh = { sha: '', commits: [], draft: draft.draft ?? false, mergedAt: null, mergedBy: null, mergeSha: '' }
    this.#pulls.set(number, { ...fresh, id: world.id(), number, head, base })
    const opened = this.#known(number)
    if (!opened.sha) throw new Error(`${this.#ground.fullName} has no branch ${head}`)
    return opened
  }

  /** Merges it as one new commit, or says that a commit merged it, and answers that commit. */
  merge(number: number, { by = this.#ground.owner, as }: { by?: string; as?: string } = {}): string {
    const pull = this.#known(number)
    const mergedAt = this.#ground.world.now()
    const mergeSha = as ?? this.#squash(pull)
    this.#pulls.set(number, { ...pull, mergedAt, mergedBy: by, mergeSha })
    issueBook.of(this.#ground).close(number, by, null)
    issueBook.of(this.#ground).change(number, { pull: { mergedAt } })
    return mergeSha
  }

  close(number: number): void {
    this.#pulls.set(number, this.#known(number))
    issueBook.of(this.#ground).close(number, this.#ground.owner, null)
  }

  /** The reviews of a pull request, the oldest first. */
  reviews(number: number): readonly Review[] {
    return this.#reviews.get(number) ?? []
  }

  /** Adds a review, of the newest commit unless another is named. */
  review(number: number, draft: Pick<Review, 'user' | 'state'> & Partial<Review>): Review {
    const { world } = this.#ground
    const review = { id: world.id(), sha: this.#known(number).sha, body: '', submittedAt: world.now(), ...draft }
    this.#reviews.set(number, [...this.reviews(number), review])
    return review
  }

  dismiss(number: number, id: number): void {
    const dismissed = (review: Review): Review => (review.id === id ? { ...review, state: 'DISMISSED' } : review)
    this.#reviews.set(number, this.reviews(number).map(dismissed))
  }

  /** While it is open it follows its branch, and carries the merge that GitHub tries: https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request */
  #known(number: number): Pull {
    const pull = this.#pulls.get(number)
    if (!pull) throw new Error(`${this.#ground.fullName} has no pull request ${number}`)
    const sha = this.#ground.resolve(`refs/heads/${pull.head}`)
    if (issueBook.of(this.#ground).get(number)?.state !== 'open' || !sha) return pull
    const fresh = only(this.#ground, sha, this.#ground.resolve(pull.base) ?? '')
    // Once the base has them, as when somebody pushed the merge, they are still the commits of this pull request.
    const commits = fresh.length ? fresh : pull.commits
    const followed = { ...pull, sha, commits, mergeSha: sha1('merge', pull.number, sha) }
    this.#pulls.set(number, followed)
    return followed
  }

  #squash({ number, sha, base }: Pull): string {
    const parted = mergeBase(this.#ground, this.#ground.resolve(base) ?? '', sha) ?? ''
    const files = differences(this.#ground, parted, sha).map(({ path, after }) => [path, after ?? null])
    const { title, author } = issueBook.of(this.#ground).get(number) ?? { title: '', author: this.#ground.owner }
    return this.#ground.commit({ branch: base, message: `${title} (#${number})`, author, files: Object.fromEntries(files) })
  }
}

/** Where a repository's pull requests are kept. */
export const pullBook = defineRoom({ open: (repository) => new Pulls(repository) })
