import type { Measurement } from '../domain/measurement.ts'
import type { FromSchema, ObjectSchema } from '../foundation/schema.ts'
import type { Ports } from '../ports/index.ts'

/** What a check works with besides its options. */
export interface CheckContext {
  readonly ports: Ports
  readonly signal: AbortSignal
}

/** A kind of check: its options as a JSON Schema literal, a line of documentation, and how it measures once. */
export interface Check<S extends ObjectSchema> {
  readonly kind: string
  readonly doc: string
  readonly schema: S
  /** The option that may be given directly instead of a map, as in `http: https://…`. */
  readonly shorthand?: string
  measure(options: FromSchema<S>, context: CheckContext): Promise<Measurement>
}

/** Keeps the literal types of a check's schema. */
export const defineCheck = <const S extends ObjectSchema>(check: Check<S>): Check<S> => check
