/** The TypeScript type that a JSON Schema literal describes: the subset that this project writes. */
export type FromSchema<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly oneOf: readonly (infer O)[] }
      ? FromSchema<O>
      : S extends { readonly type: 'string' }
        ? string
        : S extends { readonly type: 'integer' | 'number' }
          ? number
          : S extends { readonly type: 'boolean' }
            ? boolean
            : S extends { readonly type: 'null' }
              ? null
              : S extends { readonly type: 'array'; readonly items: infer I }
                ? readonly FromSchema<I>[]
                : S extends { readonly type: 'object'; readonly properties: infer P }
                  ? Fields<P, RequiredOf<S>>
                  : S extends { readonly type: 'object'; readonly additionalProperties: infer V }
                    ? Readonly<Record<string, FromSchema<V>>>
                    : unknown

type RequiredOf<S> = S extends { readonly required: readonly (infer R)[] } ? R : never
type HasDefault<S> = S extends { readonly default: unknown } ? true : false
type Fields<P, R> = {
  readonly [K in keyof P as K extends R ? K : HasDefault<P[K]> extends true ? K : never]: FromSchema<P[K]>
} & {
  readonly [K in keyof P as K extends R ? never : HasDefault<P[K]> extends true ? never : K]?: FromSchema<P[K]>
}

/** A schema of an object that names all its keys. */
export interface ObjectSchema {
  readonly type: 'object'
  readonly additionalProperties: false
  readonly required?: readonly string[]
  readonly properties: Readonly<Record<string, object>>
}
