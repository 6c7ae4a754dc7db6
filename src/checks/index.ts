import type { Measurement } from '../domain/measurement.ts'
import type { FromSchema } from '../foundation/schema.ts'
import type { CheckContext } from './check.ts'
import { http } from './http.ts'

/** The checks, by the key that names them in `verify`. A new one is a file and a line here. */
export const checks = { http } as const

/** The name of a check. */
export type CheckKind = keyof typeof checks

/** A check's name with the options that its schema describes. */
export type CheckItem = {
  [K in CheckKind]: { readonly kind: K; readonly options: FromSchema<(typeof checks)[K]['schema']> }
}[CheckKind]

interface AnyCheck {
  measure(options: unknown, context: CheckContext): Promise<Measurement>
}

/** Measures once with the check that the item names. The schema has proved that the options fit it. */
export const measure = ({ kind, options }: CheckItem, context: CheckContext): Promise<Measurement> =>
  (checks[kind] as AnyCheck).measure(options, context)
