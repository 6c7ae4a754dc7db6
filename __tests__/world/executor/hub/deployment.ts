import type { Repository } from '../../github/rooms/index.ts'
import type { Result } from '../workflow/graph.ts'

/** Who makes the deployments of workflows. */
const BOT = 'github-actions[bot]'

/** A deployment that GitHub makes for a job with an environment, with the statuses that it gives it. */
export class OwnDeployment {
  readonly #repository: Repository
  readonly #id: number
  readonly #logUrl: string

  constructor(repository: Repository, spec: { sha: string; ref: string; environment: string; logUrl: string }) {
    const { sha, environment, logUrl } = spec
    const ref = spec.ref.replace(/^refs\/(heads|tags)\//, '')
    this.#repository = repository
    this.#logUrl = logUrl
    this.#id = repository.deployments.create({ sha, ref, environment, creator: BOT }).id
    this.#say('queued')
  }

  begin(): void {
    this.#say('in_progress')
  }

  end(result: Result, environmentUrl: string): void {
    this.#say(result === 'success' ? 'success' : result === 'cancelled' ? 'error' : 'failure', environmentUrl)
  }

  #say(state: 'queued' | 'in_progress' | 'success' | 'failure' | 'error', environmentUrl = ''): void {
    this.#repository.deployments.addStatus(this.#id, { state, creator: BOT, logUrl: this.#logUrl, environmentUrl })
  }
}
