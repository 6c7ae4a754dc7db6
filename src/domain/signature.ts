import type { Severity } from './finding.ts'

/** A line of a log group. `at` is in epoch milliseconds of AWS. */
export interface LogEvent {
  readonly id: string
  readonly group: string
  readonly stream: string
  readonly at: number
  readonly message: string
}

/** What a signature recognised in one event. */
export interface Recognised {
  /** One line that says what happened, from the log (so raw). */
  readonly what: string
  /** What the likely cause is and what to do. */
  readonly fix: string
}

/**
 * A known shape of trouble in logs. `fatal` ones decide by themselves; the others count.
 * Signatures are asked in the order of the registry; the first that recognises an event has it.
 */
export interface Signature {
  readonly kind: string
  readonly doc: string
  readonly severity: Severity
  readonly fatal: boolean
  recognise(event: LogEvent): Recognised | undefined
}

/** Keeps the literal type of a signature's kind. */
export const defineSignature = (signature: Signature): Signature => signature
