import type { ObjectSchema } from '../foundation/schema.ts'

/** What our schemas are made of, for those who walk through them. */
export interface Part {
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly default?: unknown
  readonly items?: Part
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Part>>
  readonly propertyNames?: Part
  readonly additionalProperties?: boolean | Part
  readonly expects?: string
  readonly written?: Part
}

/** What the registries of engines and checks say about one kind. */
export interface Kind {
  readonly kind: string
  readonly doc: string
  readonly schema: ObjectSchema
  readonly shorthand?: string
}

/** A list of the file whose items name a kind. */
export interface KindList {
  /** What an item is called in messages. */
  readonly item: string
  readonly kinds: Readonly<Record<string, Kind>>
  /** What stands beside the kind. */
  readonly common: Readonly<Record<string, Part>>
  readonly required: readonly string[]
  readonly doc: string
}
