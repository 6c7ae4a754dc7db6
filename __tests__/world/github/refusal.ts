/** One entry of the `errors` that a 422 carries. */
export interface FieldError {
  readonly resource: string
  readonly field: string
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom'
  readonly message?: string
}

/** An answer that says no, in the shape that GitHub gives it: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly (FieldError | string)[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly (FieldError | string)[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.status = status
    this.errors = more.errors
    this.headers = more.headers ?? {}
  }

  get body(): Readonly<Record<string, unknown>> {
    return {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    }
  }
}

export const notFound = () => new Refusal(404, 'Not Found')

/** A 422 that names fields. */
export const invalid = (...errors: FieldError[]) => new Refusal(422, 'Validation Failed', { errors })

/** A 422 because a text is longer than GitHub takes. */
export const tooLong = (resource: string, field: string, max: number) =>
  invalid({ resource, field, code: 'custom', message: `${field} is too long (maximum is ${max} characters)` })
