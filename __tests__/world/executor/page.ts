import type { Annotation } from '../runner/log.ts'
import { type Masks, masksOf } from '../runner/masks.ts'
import type { JobOrder, StepEnd } from './job.ts'

/** A step in the list of a job's steps. */
export interface Entry {
  readonly name: string
  begin(name: string): void
  /** Null where nobody can say how it ended. */
  end(conclusion: string | null): void
}

type Row = { -readonly [key in keyof StepEnd]: StepEnd[key] }

/** What people see of a job. */
export class Page {
  readonly masks: Masks
  readonly annotations: Annotation[] = []
  readonly summaries: string[] = []
  readonly #order: JobOrder
  readonly #lines: string[] = []
  readonly #rows: Row[] = []

  constructor(order: JobOrder) {
    this.#order = order
    this.masks = masksOf(order.secrets)
  }

  /** Shows a line, masked. */
  line(text: string): void {
    const shown = this.masks.over(text)
    this.#lines.push(shown)
    this.#order.onLog(shown)
  }

  /** Puts a note of the runner's own on the page. */
  note(level: Annotation['level'], message: string): void {
    const shown = this.masks.over(message)
    this.annotations.push({ level, message: shown, properties: {} })
    this.line(`##[${level}]${shown}`)
  }

  /** Puts a step into the list before it begins. */
  plan(name: string): Entry {
    const entry = this.later(name)
    entry.list()
    return entry
  }

  /** A step that comes into the list when it begins, or is skipped. */
  later(name: string): Entry & { list(): void } {
    const row: Row = { name, conclusion: null, number: 0, startedAt: null, completedAt: null }
    const list = (): void => {
      if (row.number === 0) row.number = this.#rows.push(row)
    }
    return {
      list,
      name,
      begin: (evaluated) => {
        list()
        Object.assign(row, { name: this.masks.over(evaluated), startedAt: this.#now() })
        this.line(`##[group]${evaluated}`)
      },
      end: (conclusion) => {
        list()
        const completedAt = conclusion === null ? null : this.#now()
        Object.assign(row, { conclusion, completedAt, startedAt: row.startedAt ?? completedAt })
      },
    }
  }

  /** A step of GitHub's own, which is over at once. */
  pass(name: string): void {
    const entry = this.plan(name)
    entry.begin(name)
    entry.end('success')
  }

  steps(): readonly StepEnd[] {
    return this.#rows.map((row) => ({ ...row }))
  }

  log(): string {
    return this.#lines.join('\n')
  }

  #now(): string {
    return this.#order.clock.now().toISOString()
  }
}
