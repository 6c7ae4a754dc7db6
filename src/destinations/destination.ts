import type { FromSchema, ObjectSchema } from '../foundation/schema.ts'
import type { Objects, SecretsStore } from '../ports/index.ts'

/** What a destination works with, in its region. */
export interface Reach {
  readonly store: SecretsStore
  readonly objects: Objects
  readonly signal: AbortSignal
  /** Runs a call that may be repeated. */
  patiently<T>(call: () => Promise<T>): Promise<T>
}

/** What is at a destination, as far as the configuration names it. */
export interface Standing {
  /** What stands there under each key that is named; absent where nothing does. */
  readonly values: Readonly<Record<string, string>>
  /** Writes these values, and changes nothing else. */
  write(values: Readonly<Record<string, string>>): Promise<void>
}

/** Where others read outputs: one file and one line for a new kind. */
export interface Destination<S extends ObjectSchema> {
  readonly kind: string
  readonly doc: string
  readonly schema: S
  readonly shorthand?: string
  /** Whether a secret may stand there. */
  readonly secret: (options: FromSchema<S>) => boolean
  /** What reports call it. */
  readonly where: (options: FromSchema<S>) => string
  /** What is to stand there, by key. */
  readonly wanted: (options: FromSchema<S>) => Readonly<Record<string, string>>
  readonly look: (options: FromSchema<S>, reach: Reach) => Promise<Standing>
}

/** Keeps the literal types of a schema. */
export const defineDestination = <const S extends ObjectSchema>(destination: Destination<S>): Destination<S> => destination

/** The keys of a JSON document and what each is to be. */
export const keys = {
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'The keys that are written, each with its value; every other key stays as it is.',
} as const
