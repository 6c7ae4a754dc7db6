import type { Ground } from '../ground.ts'
import { defineRoom } from '../room.ts'
import { labelBook } from './label-book.ts'

export const stateReasons = ['completed', 'not_planned', 'duplicate', 'reopened'] as const
export const lockReasons = ['off-topic', 'too heated', 'resolved', 'spam'] as const

/** An issue as the server keeps it. */
export interface Issue {
  readonly id: number
  readonly number: number
  readonly title: string
  readonly body: string | null
  readonly author: string
  readonly state: 'open' | 'closed'
  readonly stateReason: (typeof stateReasons)[number] | null
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  readonly locked: boolean
  readonly lockReason: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly closedAt: string | null
  readonly closedBy: string | null
  /** What only an issue that is a pull request has. */
  readonly pull?: { readonly mergedAt: string | null }
}

/** A comment on an issue. */
export interface Comment {
  readonly id: number
  readonly issue: number
  readonly body: string
  readonly author: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** The issues of a repository with their comments. */
export class IssueBook {
  readonly #ground: Ground
  readonly #issues = new Map<number, Issue>()
  readonly #comments = new Map<number, Comment>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly Issue[] {
    return [...this.#issues.values()]
  }

  get(number: number): Issue | undefined {
    return this.#issues.get(number)
  }

  /** Opens an issue, as a person would on the site. */
  open(draft: { title: string } & Partial<Omit<Issue, 'id' | 'number'>>): Issue {
    const now = this.#ground.world.now()
    const issue: Issue = {
      id: this.#ground.world.id(),
      number: this.#issues.size + 1,
      body: null,
      author: this.#ground.owner,
      state: 'open',
      stateReason: null,
      assignees: [],
      locked: false,
      lockReason: null,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      closedBy: null,
      ...draft,
      // A label that nobody made would count in filters and not be seen in answers.
      labels: labelBook.of(this.#ground).ensure(draft.labels ?? []),
    }
    this.#issues.set(issue.number, issue)
    return issue
  }

  change(number: number, changes: Partial<Omit<Issue, 'id' | 'number'>>): Issue {
    const issue = this.#issues.get(number)
    if (!issue) throw new Error(`${this.#ground.fullName} has no issue ${number}`)
    const changed = { ...issue, updatedAt: this.#ground.world.now(), ...changes }
    this.#issues.set(number, changed)
    return changed
  }

  /** Closes an issue the way a person does, with the reason that GitHub sets by itself. */
  close(number: number, by: string = this.#ground.owner, reason: Issue['stateReason'] = 'completed'): Issue {
    return this.change(number, { state: 'closed', stateReason: reason, closedAt: this.#ground.world.now(), closedBy: by })
  }

  reopen(number: number): Issue {
    return this.change(number, { state: 'open', stateReason: 'reopened', closedAt: null, closedBy: null })
  }

  comments(issue?: number): readonly Comment[] {
    return [...this.#comments.values()].filter((comment) => issue === undefined || comment.issue === issue)
  }

  comment(id: number): Comment | undefined {
    return this.#comments.get(id)
  }

  addComment(issue: number, body: string, author: string = this.#ground.owner): Comment {
    const now = this.#ground.world.now()
    const comment = { id: this.#ground.world.id(), issue, body, author, createdAt: now, updatedAt: now }
    this.change(issue, {})
    this.#comments.set(comment.id, comment)
    return comment
  }

  editComment(comment: Comment, body: string): Comment {
    const edited = { ...comment, body, updatedAt: this.#ground.world.now() }
    this.#comments.set(comment.id, edited)
    return edited
  }

  removeComment(id: number): void {
    this.#comments.delete(id)
  }
}

/** Where a repository's issues are kept; rooms about issues share it. */
export const issueBook = defineRoom({ open: (repository) => new IssueBook(repository) })
