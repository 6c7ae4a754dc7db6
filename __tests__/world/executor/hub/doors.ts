import type { WorldClock } from '../../clock.ts'
import type { Environment } from '../../github/rooms/environment-book.ts'
import type { Repository } from '../../github/rooms/index.ts'
import { fnmatch } from '../workflow/patterns.ts'
import { NotModelled } from '../workflow/plain.ts'

/** What became of a wait before an environment. */
export type Word = 'approved' | 'rejected' | 'expired' | 'gone'

/** A job that waits for a person. */
export interface Caller {
  /** The run that the review is about. */
  readonly run: number
  /** Who began the attempt. */
  readonly actor: string
  readonly environment: string
}

interface Waiting extends Caller {
  readonly settle: (word: Word) => void
}

/** A review as a person gives it. */
export interface Review {
  readonly by: string
  readonly state?: 'approved' | 'rejected'
  readonly comment?: string
}

/** What GitHub answers to a review that it does not take. */
export class ReviewRefused extends Error {}

const MINUTE = 60_000
/** https://docs.github.com/en/actions/reference/limits: "Deployment approval: 30 days" */
const LONGEST = 30 * 24 * 60 * MINUTE

/** The environments of a repository, seen from the jobs that want to enter. */
export class Doors {
  readonly #repository: Repository
  readonly #clock: WorldClock
  readonly #waiting: Waiting[] = []
  readonly #changed: () => void

  constructor(repository: Repository, clock: WorldClock, changed: () => void) {
    this.#changed = changed
    this.#repository = repository
    this.#clock = clock
  }

  /** The environment of a name, which is made without any protection where there is none. */
  open(name: string): Environment {
    return this.#repository.environments.get(name) ?? this.#repository.environments.set(name)
  }

  /** Whether branches and tags of this kind may deploy there. */
  admits({ refs }: Environment, ref: string): boolean {
    if (refs === null) return true
    const branch = ref.startsWith('refs/heads/')
    const short = ref.replace(/^refs\/(heads|tags)\//, '')
    if (refs === 'protected') return branch && this.#repository.branches.isProtected(short)
    return refs.some(({ name, type }) => (type === 'branch') === branch && fnmatch(name, short))
  }

  /** Waits for the timer and for a person, whatever the environment asks for. */
  async enter(environment: Environment, caller: Caller, signal: AbortSignal): Promise<Word> {
    if (environment.waitTimer > 0) {
      const over = await this.#clock.sleep(environment.waitTimer * MINUTE, signal).then(
        () => true,
        () => false,
      )
      if (!over) return 'gone'
    }
    return environment.reviewers.length === 0 ? 'approved' : this.#review(caller, signal)
  }

  /** Whether jobs of a run wait for somebody to let them into an environment. */
  waits(run: number, environment: string): boolean {
    return this.#of(run, environment).length > 0
  }

  /** Lets a person say yes or no to every job of a run that waits there. */
  review(run: number, name: string, { by, state = 'approved', comment = '' }: Review): void {
    const waiting = this.#of(run, name)
    const environment = this.open(name)
    if (waiting.length === 0) throw new ReviewRefused(`Run ${run} does not wait for ${name}.`)
    const people = environment.reviewers.map((reviewer) => {
      if (reviewer.type === 'Team') throw new NotModelled('teams as reviewers')
      return reviewer.name
    })
    if (!people.includes(by)) throw new ReviewRefused(`${by} is not a reviewer of ${name}.`)
    if (environment.preventSelfReview && waiting.some(({ actor }) => actor === by))
      throw new ReviewRefused(`${by} began the run, and ${name} prevents self-review.`)
    this.#repository.workflowRuns.review(run, { environment: environment.name, user: by, state, comment })
    for (const each of waiting) each.settle(state)
  }

  #of(run: number, environment: string): readonly Waiting[] {
    const same = (name: string) => name.toLowerCase() === environment.toLowerCase()
    return this.#waiting.filter((each) => each.run === run && same(each.environment))
  }

  #review(caller: Caller, signal: AbortSignal): Promise<Word> {
    const over = new AbortController()
    return new Promise<Word>((resolve) => {
      const settle = (word: Word): void => {
        if (!this.#waiting.includes(entry)) return
        this.#waiting.splice(this.#waiting.indexOf(entry), 1)
        over.abort()
        resolve(word)
      }
      const entry: Waiting = { ...caller, settle }
      this.#waiting.push(entry)
      this.#changed()
      signal.addEventListener('abort', () => settle('gone'), { once: true })
      this.#clock.sleep(LONGEST, over.signal).then(
        () => settle('expired'),
        () => undefined,
      )
    })
  }
}
