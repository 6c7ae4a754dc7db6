import type { FromSchema, ObjectSchema } from '../foundation/schema.ts'
import type { Ports } from '../ports/index.ts'

/** What an engine hands over: a template and where it came from. */
export interface Synthesized {
  readonly path: string
  readonly body: string
}

/** A tool that makes templates. It only synthesizes: planning and everything after it is the core's. */
export interface Engine<S extends ObjectSchema> {
  readonly kind: string
  readonly doc: string
  readonly schema: S
  readonly shorthand?: string
  synthesize(options: FromSchema<S>, context: { readonly ports: Ports; readonly signal: AbortSignal }): Promise<Synthesized>
}

/** Keeps the literal types of an engine's schema. */
export const defineEngine = <const S extends ObjectSchema>(engine: Engine<S>): Engine<S> => engine
