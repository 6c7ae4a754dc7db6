import type { FromSchema, ObjectSchema } from '../foundation/schema.ts'
import { config } from './config.ts'
import type { Destination } from './destination.ts'
import { parameter } from './parameter.ts'
import { secret } from './secret.ts'

/** The kinds of destinations, by the key that names them. */
export const destinations = { secret, parameter, config } as const

/** The name of a kind. */
export type DestinationKind = keyof typeof destinations

/** An item of `outputs-to`, with the options of its kind. */
export type DestinationItem = {
  [K in DestinationKind]: { readonly kind: K; readonly options: FromSchema<(typeof destinations)[K]['schema']> }
}[DestinationKind]

/** A kind, where its options are known to fit. */
export const destinationOf = (kind: DestinationKind): Destination<ObjectSchema> =>
  destinations[kind] as unknown as Destination<ObjectSchema>

export type { Reach, Standing } from './destination.ts'
