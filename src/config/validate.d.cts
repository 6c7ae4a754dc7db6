// The build generates validate.cjs from the schema.
interface SchemaError {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  /** What belongs to the keyword. https://ajv.js.org/api.html#error-parameters */
  readonly params: {
    readonly missingProperty?: string
    readonly additionalProperty?: string
    readonly propertyName?: string
    readonly allowedValues?: readonly unknown[]
    readonly allowedValue?: unknown
    readonly type?: string | readonly string[]
    readonly limit?: number
  }
}
declare const validate: {
  (data: unknown): boolean
  errors?: readonly SchemaError[] | null
}
export = validate
