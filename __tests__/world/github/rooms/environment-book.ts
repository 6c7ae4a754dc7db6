import type { Ground } from '../ground.ts'
import { defineRoom } from '../room.ts'
import { deploymentBook } from './deployment-book.ts'

/** Who must let a deployment in. */
export interface Reviewer {
  readonly type: 'User' | 'Team'
  /** A login, or the name of a team. */
  readonly name: string
}

/** An environment as the server keeps it. */
export interface Environment {
  readonly id: number
  readonly name: string
  readonly reviewers: readonly Reviewer[]
  readonly preventSelfReview: boolean
  /** Minutes. */
  readonly waitTimer: number
  /** Null is every branch, `protected` the protected ones, and a list the patterns of branches and tags. */
  readonly refs: null | 'protected' | readonly { readonly id: number; readonly name: string; readonly type: 'branch' | 'tag' }[]
  readonly canAdminsBypass: boolean
  readonly createdAt: string
}

type Draft = Partial<Omit<Environment, 'id' | 'name' | 'refs' | 'createdAt'>> & {
  readonly refs?: null | 'protected' | readonly { readonly name: string; readonly type?: 'branch' | 'tag' }[]
}

/** The environments of a repository. */
export class Environments {
  readonly #ground: Ground
  readonly #environments = new Map<string, Environment>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly Environment[] {
    return [...this.#environments.values()]
  }

  /** A deployment makes its environment where there is none. Names do not care about case. */
  get(name: string): Environment | undefined {
    const known = this.#environments.get(name.toLowerCase())
    if (known) return known
    const deployed = deploymentBook
      .of(this.#ground)
      .all()
      .find(({ environment }) => environment.toLowerCase() === name.toLowerCase())
    return deployed && this.set(deployed.environment)
  }

  /** Makes or changes an environment; what the plan does not offer to a private repository is not kept. */
  set(name: string, draft: Draft = {}): Environment {
    const { world, plan } = this.#ground
    const { refs, ...rest } = draft
    const base = {
      id: world.id(),
      name,
      reviewers: [],
      preventSelfReview: false,
      waitTimer: 0,
      refs: null,
      canAdminsBypass: true,
    }
    const old = this.#environments.get(name.toLowerCase()) ?? { ...base, createdAt: world.now() }
    const patterns =
      typeof refs === 'object' && refs !== null ? refs.map((ref) => ({ type: 'branch' as const, ...ref, id: world.id() })) : refs
    const wanted: Environment = { ...old, ...rest, ...(patterns === undefined ? {} : { refs: patterns }) }
    const closed = this.#ground.private
    // https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments says what each plan offers.
    const kept: Environment = {
      ...wanted,
      ...(closed && plan !== 'enterprise' ? { reviewers: [], preventSelfReview: false, waitTimer: 0 } : {}),
      ...(closed && plan === 'free' ? { refs: null } : {}),
    }
    this.#environments.set(name.toLowerCase(), kept)
    return kept
  }

  remove(name: string): void {
    this.#environments.delete(name.toLowerCase())
  }
}

/** Where a repository's environments are kept. */
export const environmentBook = defineRoom({ open: (repository) => new Environments(repository) })
