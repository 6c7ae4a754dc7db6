import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import { defineRoom } from '../room.ts'
import { nodeId } from '../world.ts'

export const deploymentStates = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const

/** A deployment as the server keeps it. */
export interface Deployment {
  readonly id: number
  readonly sha: string
  readonly ref: string
  readonly task: string
  readonly environment: string
  readonly description: string | null
  readonly payload: unknown
  readonly transient: boolean
  readonly production: boolean
  readonly creator: string
  readonly createdAt: string
}

/** A status of a deployment. */
export interface DeploymentStatus {
  readonly id: number
  readonly state: (typeof deploymentStates)[number]
  readonly description: string
  readonly environment: string
  readonly logUrl: string
  readonly environmentUrl: string
  readonly creator: string
  readonly createdAt: string
}

/** The deployments of a repository with their statuses, the newest first. */
export class Deployments {
  readonly #ground: Ground
  readonly #deployments = new Map<number, Deployment>()
  readonly #statuses = new Map<number, DeploymentStatus[]>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly Deployment[] {
    return [...this.#deployments.values()].reverse()
  }

  get(id: number): Deployment | undefined {
    return this.#deployments.get(id)
  }

  create(draft: Partial<Deployment> = {}): Deployment {
    const { world, owner, defaultBranch } = this.#ground
    const ref = draft.ref ?? defaultBranch
    const environment = draft.environment ?? 'production'
    const rest = { id: world.id(), task: 'deploy', description: null, payload: {}, transient: false, creator: owner }
    const from = { ref, sha: this.#ground.resolve(ref) ?? '', environment, production: environment === 'production' }
    const deployment: Deployment = { ...rest, ...from, createdAt: world.now(), ...draft }
    this.#deployments.set(deployment.id, deployment)
    return deployment
  }

  remove(id: number): void {
    this.#deployments.delete(id)
    this.#statuses.delete(id)
  }

  statuses(id: number): readonly DeploymentStatus[] {
    return this.#statuses.get(id) ?? []
  }

  /** Adds a status; a success puts earlier deployments of the environment out of service unless told not to. */
  addStatus(
    id: number,
    draft: { state: DeploymentStatus['state'] } & Partial<DeploymentStatus>,
    autoInactive = true,
  ): DeploymentStatus {
    const { world, owner } = this.#ground
    const environment = this.#deployments.get(id)?.environment ?? ''
    const rest = { id: world.id(), description: '', environment, logUrl: '', environmentUrl: '', creator: owner }
    const status = { ...rest, createdAt: world.now(), ...draft }
    this.#statuses.set(id, [status, ...this.statuses(id)])
    if (autoInactive && status.state === 'success') this.#retire(id, status.creator)
    return status
  }

  /** https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status: never transient ones, never production. */
  #retire(newest: number, creator: string): void {
    const environment = this.#deployments.get(newest)?.environment
    for (const { id, transient, production, ...earlier } of this.#deployments.values()) {
      if (id >= newest || earlier.environment !== environment || transient || production) continue
      if (this.statuses(id)[0]?.state === 'success') this.addStatus(id, { state: 'inactive', creator })
    }
  }
}

/** Where a repository's deployments are kept. */
export const deploymentBook = defineRoom({ open: (repository) => new Deployments(repository) })

/** A deployment as GitHub writes it. */
export function deploymentJson(repository: Ground, deployment: Deployment) {
  const url = `${repository.url}/deployments/${deployment.id}`
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: deployment.createdAt,
    updated_at: deploymentBook.of(repository).statuses(deployment.id)[0]?.createdAt ?? deployment.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: repository.url,
    creator: userJson(repository.world, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: null,
  }
}
