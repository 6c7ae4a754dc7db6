import { type Blame, type Code, codes, docsOf } from './codes.ts'

interface FailureInit {
  readonly code: Code
  /** What to do, where it can be said better than the table of codes does. */
  readonly fix?: string
  readonly cause?: unknown
  /** Milliseconds before which another try is of no use, where the other side says so. */
  readonly retryAfter?: number
}

/** The one error class: what happened (message), which kind (code), why (cause), what to do (fix). */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: Code
  readonly fix: string
  readonly retryAfter: number

  constructor(message: string, init: FailureInit) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause })
    this.code = init.code
    this.fix = init.fix ?? codes[init.code].fix
    this.retryAfter = init.retryAfter ?? 0
  }

  get blame(): Blame {
    return codes[this.code].blame
  }

  get docs(): string {
    return docsOf(this.code)
  }

  /** A later identical call may succeed. */
  get transient(): boolean {
    return 'transient' in codes[this.code]
  }

  /** It is known to be bad, not merely unknown. */
  get known(): boolean {
    return 'known' in codes[this.code]
  }

  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new Failure(message, { code: 'UNEXPECTED', cause: thrown })
  }
}
