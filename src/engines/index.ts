import type { Finding } from '../domain/finding.ts'
import type { Ended } from '../domain/tool.ts'
import type { FromSchema } from '../foundation/schema.ts'
import { cdk } from './cdk.ts'
import { command } from './command.ts'
import type { Commands, Concluding, Published, Publishing, Synthesized, Target, Workplace } from './engine.ts'
import { sam } from './sam.ts'
import { serverless } from './serverless.ts'
import { template } from './template.ts'

/** The engines, by the key that names them in a stack. A new one is a file and a line here. */
export const engines = { template, sam, cdk, serverless, command } as const

/** The name of an engine. */
export type EngineKind = keyof typeof engines

/** An engine's name with the options that its schema describes. */
export type EngineItem = {
  [K in EngineKind]: { readonly kind: K; readonly options: FromSchema<(typeof engines)[K]['schema']> }
}[EngineKind]

interface AnyEngine {
  readonly runsCode: boolean
  readonly namesStack: boolean
  usesCheckout?(options: unknown): boolean
  synthesize(target: Target<unknown>, workplace: Workplace): Promise<Synthesized>
  publish(target: Target<unknown>, publishing: Publishing): Promise<Published>
  afterDeploy?(target: Target<unknown>, concluding: Concluding): Promise<readonly Finding[]>
  afterRollback?(target: Target<unknown>, concluding: Concluding): Promise<readonly Finding[]>
  deploy?(target: Target<unknown>, publishing: Publishing, approved: Commands): Promise<Ended>
}

/** The engine of a kind. The schema has proved that the options of an item fit its engine. */
export const engineOf = (kind: EngineKind): AnyEngine => engines[kind] as AnyEngine

export type { Concluding, Published, PublishedStack, Publishing, Target, Workplace } from './engine.ts'
