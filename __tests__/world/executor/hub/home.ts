import type { Seed } from '../../github/ground.ts'
import type { Reviewer } from '../../github/rooms/environment-book.ts'
import type { Repository } from '../../github/rooms/index.ts'
import type { Artifact } from '../artifacts.ts'
import { Lines } from './concurrency.ts'
import type { Desk } from './desk.ts'
import { Doors } from './doors.ts'

type Texts = Readonly<Record<string, string>>

/** An environment as a test sets it up. */
export interface EnvironmentSeed {
  /** Logins. */
  readonly reviewers?: readonly string[]
  readonly preventSelfReview?: boolean
  readonly canAdminsBypass?: boolean
  /** Minutes. */
  readonly waitTimer?: number
  readonly refs?: null | 'protected' | readonly { readonly name: string; readonly type?: 'branch' | 'tag' }[]
  readonly secrets?: Texts
  readonly vars?: Texts
}

/** A repository as a test sets it up. */
export interface HomeSeed extends Seed {
  readonly environments?: Readonly<Record<string, EnvironmentSeed>>
  readonly secrets?: Texts
  readonly vars?: Texts
}

/** A repository with what only its workflows see. */
export interface Home {
  readonly repository: Repository
  readonly lines: Lines
  readonly doors: Doors
  readonly artifacts: Map<number, Artifact[]>
  /** The repository's, and over them those of an environment. */
  secrets(environment?: string): Texts
  vars(environment?: string): Texts
  /** Adds or changes an environment. */
  environment(name: string, seed: EnvironmentSeed): void
}

/** Makes a repository of the scripted GitHub one that runs workflows. */
export function homeOf({ github, clock, bell }: Pick<Desk, 'github' | 'clock' | 'bell'>, name: string, seed: HomeSeed): Home {
  const { environments = {}, secrets = {}, vars = {}, ...ground } = seed
  const repository = github.repository(name, ground)
  const seeds = new Map<string, EnvironmentSeed>()
  const home: Home = {
    repository,
    lines: new Lines(),
    doors: new Doors(repository, clock, () => bell.ring()),
    artifacts: new Map(),
    secrets: (environment) => ({ ...secrets, ...seeds.get(environment?.toLowerCase() ?? '')?.secrets }),
    vars: (environment) => ({ ...vars, ...seeds.get(environment?.toLowerCase() ?? '')?.vars }),
    environment(called, { secrets: _secrets, vars: _vars, reviewers = [], ...rest }) {
      seeds.set(called.toLowerCase(), { ...(_secrets ? { secrets: _secrets } : {}), ...(_vars ? { vars: _vars } : {}) })
      const people = reviewers.map((login): Reviewer => ({ type: 'User', name: login }))
      repository.environments.set(called, { ...rest, reviewers: people })
    },
  }
  for (const [called, each] of Object.entries(environments)) home.environment(called, each)
  return home
}
