import type { Ground } from '../ground.ts'
import { defineRoom } from '../room.ts'

/** An alert of code scanning. */
export interface CodeAlert {
  readonly number: number
  readonly state: 'open' | 'dismissed' | 'fixed'
  readonly rule: string
  readonly description: string
  readonly severity: 'none' | 'note' | 'warning' | 'error' | null
  readonly securitySeverity: 'low' | 'medium' | 'high' | 'critical' | null
  readonly tool: string
  readonly ref: string
  readonly sha: string
  readonly path: string
  readonly line: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** What a tool uploaded for a commit. */
export interface Analysis {
  readonly id: number
  readonly ref: string
  readonly sha: string
  readonly tool: string
  readonly results: number
  readonly error: string
  readonly warning: string
  readonly sarif: string
  readonly createdAt: string
}

/** The code scanning of a repository, the newest first. */
export class CodeScanning {
  readonly #ground: Ground
  readonly #alerts = new Map<number, CodeAlert>()
  readonly #analyses: Analysis[] = []
  /** False is a repository where the feature is off. */
  enabled = true

  constructor(ground: Ground) {
    this.#ground = ground
  }

  alerts(): readonly CodeAlert[] {
    return [...this.#alerts.values()].reverse()
  }

  analyses(): readonly Analysis[] {
    return this.#analyses
  }

  /** Adds an analysis of the default branch by CodeQL, unless something else is said. */
  analyse(draft: Partial<Analysis> = {}): Analysis {
    const { world } = this.#ground
    const id = world.id()
    const rest = { id, ...this.#place(draft.ref), tool: 'CodeQL', results: 0, error: '', warning: '' }
    const analysis: Analysis = { ...rest, sarif: `sarif-${id}`, createdAt: world.now(), ...draft }
    this.#analyses.unshift(analysis)
    return analysis
  }

  /** Adds an open alert on the default branch, unless something else is said; the analysis that found it is made where there is none. */
  add(draft: Partial<Omit<CodeAlert, 'number'>> = {}): CodeAlert {
    const now = this.#ground.world.now()
    const alert: CodeAlert = {
      number: this.#alerts.size + 1,
      state: 'open',
      rule: 'js/sql-injection',
      description: 'Database query built from user-controlled sources',
      severity: 'error',
      securitySeverity: 'high',
      tool: 'CodeQL',
      ...this.#place(draft.ref),
      path: 'src/index.ts',
      line: 1,
      createdAt: now,
      updatedAt: now,
      ...draft,
    }
    const { ref, sha, tool } = alert
    if (!this.#analyses.some((analysis) => analysis.ref === ref && analysis.tool === tool)) this.analyse({ ref, sha, tool })
    this.#alerts.set(alert.number, alert)
    return alert
  }

  change(number: number, changes: Partial<Omit<CodeAlert, 'number'>>): CodeAlert {
    const alert = this.#alerts.get(number)
    if (!alert) throw new Error(`${this.#ground.fullName} has no code scanning alert ${number}`)
    const changed = { ...alert, updatedAt: this.#ground.world.now(), ...changes }
    this.#alerts.set(number, changed)
    return changed
  }

  #place(given?: string) {
    const ref = given ?? `refs/heads/${this.#ground.defaultBranch}`
    return { ref, sha: this.#ground.resolve(ref) ?? '' }
  }
}

/** Where a repository's code scanning is kept. */
export const codeScanningBook = defineRoom({ open: (repository) => new CodeScanning(repository) })
