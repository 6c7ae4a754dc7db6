import type { Ground } from '../ground.ts'
import { defineRoom } from '../room.ts'

/** An alert of Dependabot. */
export interface DependabotAlert {
  readonly number: number
  readonly state: 'auto_dismissed' | 'dismissed' | 'fixed' | 'open'
  readonly package: string
  readonly ecosystem: string
  readonly manifest: string
  readonly scope: 'development' | 'runtime' | null
  readonly severity: 'low' | 'medium' | 'high' | 'critical'
  readonly summary: string
  readonly advisory: string
  readonly patched: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** The Dependabot alerts of a repository, the newest first. */
export class DependabotAlerts {
  readonly #ground: Ground
  readonly #alerts = new Map<number, DependabotAlert>()
  /** False is a repository where the feature is off. */
  enabled = true

  constructor(ground: Ground) {
    this.#ground = ground
  }

  all(): readonly DependabotAlert[] {
    return [...this.#alerts.values()].reverse()
  }

  /** Adds an open alert about a package that runs, unless something else is said. */
  add(draft: Partial<Omit<DependabotAlert, 'number'>> = {}): DependabotAlert {
    const now = this.#ground.world.now()
    const number = this.#alerts.size + 1
    const alert: DependabotAlert = {
      number,
      state: 'open',
      package: 'lodash',
      ecosystem: 'npm',
      manifest: 'package-lock.json',
      scope: 'runtime',
      severity: 'high',
      summary: 'Prototype pollution',
      advisory: `GHSA-xxxx-xxxx-${String(number).padStart(4, '0')}`,
      patched: '4.17.21',
      createdAt: now,
      updatedAt: now,
      ...draft,
    }
    this.#alerts.set(number, alert)
    return alert
  }

  change(number: number, changes: Partial<Omit<DependabotAlert, 'number'>>): DependabotAlert {
    const alert = this.#alerts.get(number)
    if (!alert) throw new Error(`${this.#ground.fullName} has no Dependabot alert ${number}`)
    const changed = { ...alert, updatedAt: this.#ground.world.now(), ...changes }
    this.#alerts.set(number, changed)
    return changed
  }
}

/** Where a repository's Dependabot alerts are kept. */
export const dependabotBook = defineRoom({ open: (repository) => new DependabotAlerts(repository) })
