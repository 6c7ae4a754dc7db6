import type { FromSchema } from '../foundation/schema.ts'
import type { Ports } from '../ports/index.ts'
import type { Synthesized } from './engine.ts'
import { template } from './template.ts'

/** The engines, by the key that names them in a stack. A new one is a file and a line here. */
export const engines = { template } as const

/** The name of an engine. */
export type EngineKind = keyof typeof engines

/** An engine's name with the options that its schema describes. */
export type EngineItem = {
  [K in EngineKind]: { readonly kind: K; readonly options: FromSchema<(typeof engines)[K]['schema']> }
}[EngineKind]

interface AnyEngine {
  synthesize(options: unknown, context: { readonly ports: Ports; readonly signal: AbortSignal }): Promise<Synthesized>
}

/** Synthesizes with the engine that the item names. The schema has proved that the options fit it. */
export const synthesize = ({ kind, options }: EngineItem, ports: Ports, signal: AbortSignal): Promise<Synthesized> =>
  (engines[kind] as AnyEngine).synthesize(options, { ports, signal })
