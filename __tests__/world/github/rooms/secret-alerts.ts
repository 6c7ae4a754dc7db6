import type { Ground } from '../ground.ts'
import { Refusal } from '../refusal.ts'
import { type Answer, defineRoom, type RepositoryAsked } from '../room.ts'
import { sorted } from '../sorting.ts'

/** An alert of secret scanning. */
export interface SecretAlert {
  readonly number: number
  readonly state: 'open' | 'resolved'
  readonly type: string
  readonly display: string
  readonly resolution: 'false_positive' | 'wont_fix' | 'revoked' | 'used_in_tests' | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** The secret scanning alerts of a repository, the newest first. */
export class SecretAlerts {
  readonly #ground: Ground
  readonly #alerts = new Map<number, SecretAlert>()
  /** False is a repository where the feature is off. */
  enabled = true

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly SecretAlert[] {
    return [...this.#alerts.values()].reverse()
  }

  /** Adds an alert: open, unless it has a resolution. */
  add(draft: Partial<Omit<SecretAlert, 'number'>> = {}): SecretAlert {
    const now = this.#ground.world.now()
    const times = { createdAt: now, updatedAt: now }
    const kind = { type: 'aws_access_key_id', display: 'Amazon AWS Access Key ID', resolution: null }
    const state = draft.resolution ? ('resolved' as const) : ('open' as const)
    const alert = { number: this.#alerts.size + 1, state, ...kind, ...times, ...draft }
    this.#alerts.set(alert.number, alert)
    return alert
  }

  resolve(number: number, resolution: NonNullable<SecretAlert['resolution']>): void {
    const alert = this.#alerts.get(number)
    if (!alert) throw new Error(`${this.#ground.fullName} has no secret scanning alert ${number}`)
    this.#alerts.set(number, { ...alert, state: 'resolved', resolution, updatedAt: this.#ground.world.now() })
  }
}

const secretAlertBook = defineRoom({ open: (repository) => new SecretAlerts(repository) })

/** Alerts of secret scanning. */
export const secretAlerts = defineRoom({
  open: (repository) => secretAlertBook.of(repository),
  show: (repository) => secretAlertBook.of(repository).all(),
  routes: [
    {
      // No permission of a workflow reaches these: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
      operation: 'secret-scanning/list-alerts-for-repo',
      at: 'GET /secret-scanning/alerts',
      needs: 'secret_scanning_alerts=read',
      secret: 'people',
      query: ['state', 'secret_type', 'resolution', 'sort', 'direction', 'before', 'after', 'hide_secret'],
      answer: list,
    },
  ],
})

/** https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-a-repository */
function list({ repository, query }: RepositoryAsked): Answer {
  const book = secretAlertBook.of(repository)
  if (!book.enabled) throw new Refusal(404, 'Secret scanning is disabled on this repository.')
  const types = query.get('secret_type')?.split(',')
  const resolutions = query.get('resolution')?.split(',')
  const found = book
    .all()
    .filter(
      (alert) =>
        (query.get('state') ?? alert.state) === alert.state &&
        (types?.includes(alert.type) ?? true) &&
        (resolutions?.includes(alert.resolution ?? '') ?? true),
    )
  const hidden = query.get('hide_secret') === 'true'
  return { numbered: sorted(found, query).map((alert) => alertJson(repository, alert, hidden)), pages: true }
}

function alertJson(repository: Ground, alert: SecretAlert, hidden: boolean) {
  const url = `${repository.url}/secret-scanning/alerts/${alert.number}`
  return {
    number: alert.number,
    created_at: alert.createdAt,
    updated_at: alert.updatedAt,
    url,
    html_url: `${repository.html}/security/secret-scanning/${alert.number}`,
    locations_url: `${url}/locations`,
    state: alert.state,
    resolution: alert.resolution,
    resolved_at: alert.state === 'resolved' ? alert.updatedAt : null,
    resolved_by: null,
    resolution_comment: null,
    secret_type: alert.type,
    secret_type_display_name: alert.display,
    ...(hidden ? {} : { secret: `secret of alert ${alert.number}` }),
    push_protection_bypassed: false,
    push_protection_bypassed_by: null,
    push_protection_bypassed_at: null,
    validity: 'unknown',
    publicly_leaked: false,
    multi_repo: false,
  }
}
