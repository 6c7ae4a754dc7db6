import type { ValidationRecord } from './records.ts'

/** How long a resource takes and how it fails, per kind of step. */
export interface ResourceScript {
  readonly durationMs?: number
  /** Reason of the failure; `rollback` fails when the update is taken back. */
  readonly fail?: Partial<Record<'create' | 'update' | 'delete' | 'rollback', string>>
  /** How often it fails before it succeeds; always, if left out. */
  readonly times?: number
  /** How much later than they happen its events appear, each in its place by time: all, or those of one status. */
  readonly lateMs?: number | Readonly<Record<string, number>>
}

/** What happens to a stack, and when. Nested stacks are scripted as `parent/LogicalId`. */
export interface StackScript {
  readonly changeSetMs?: number
  /** The change set fails with this reason. */
  readonly changeSetFailure?: string
  /** What the checks before deployment find; one with mode FAIL fails the change set. */
  readonly validations?: readonly ValidationRecord[]
  /** How long it takes to look for drift, and why that fails. */
  readonly driftMs?: number
  readonly driftFailure?: string
  readonly resourceMs?: number
  readonly resources?: Readonly<Record<string, ResourceScript>>
  /** Time that passes after the stack has taken a status. */
  readonly pauses?: Readonly<Record<string, number>>
  /** Within a page of events nothing stands in order of time. */
  readonly shuffled?: boolean
}

/** Small by default, so that a real clock can be used too. */
export const DEFAULTS = { changeSetMs: 20, resourceMs: 50 } as const

/** The scripts of a world, by stack path. */
export class Scripts {
  #scripts = new Map<string, StackScript>()
  #failed = new Map<string, number>()
  #defaults: Required<Pick<StackScript, 'changeSetMs' | 'resourceMs'>>

  constructor(defaults: Partial<Pick<StackScript, 'changeSetMs' | 'resourceMs'>> = {}) {
    this.#defaults = { ...DEFAULTS, ...defaults }
  }

  set(path: string, script: StackScript): void {
    this.#scripts.set(path, script)
    for (const key of this.#failed.keys()) if (key.startsWith(`${path} `)) this.#failed.delete(key)
  }

  of(path: string): StackScript & typeof this.defaults {
    return { ...this.#defaults, ...this.#scripts.get(path) }
  }

  get defaults(): Required<Pick<StackScript, 'changeSetMs' | 'resourceMs'>> {
    return this.#defaults
  }

  duration(path: string, logicalId: string): number {
    const script = this.of(path)
    return script.resources?.[logicalId]?.durationMs ?? script.resourceMs
  }

  /** How much later than it happened an event appears; the stack's own events go by its name. */
  lateness(path: string, { logicalId, status }: { readonly logicalId: string; readonly status: string }): number {
    const late = this.of(path).resources?.[logicalId]?.lateMs ?? 0
    return typeof late === 'number' ? late : (late[status] ?? 0)
  }

  /** Why this step fails this time, if it does. */
  failure(path: string, logicalId: string, step: 'create' | 'update' | 'delete' | 'rollback'): string | undefined {
    const script = this.#scripts.get(path)?.resources?.[logicalId]
    const reason = script?.fail?.[step]
    if (reason === undefined) return undefined
    const key = `${path} ${logicalId} ${step}`
    const failed = this.#failed.get(key) ?? 0
    this.#failed.set(key, failed + 1)
    return failed < (script?.times ?? Infinity) ? reason : undefined
  }

  clear(): void {
    this.#scripts.clear()
    this.#failed.clear()
  }
}
