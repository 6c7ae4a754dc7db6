/** A refusal as a service words it; the protocol decides how it is written down. */
export class ServiceError extends Error {
  readonly code: string
  readonly status: number
  /** Extra members of the error, such as `BucketName`. */

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.name = 'ServiceError'
    this.code = code
    this.status = status
  }
}

/** The refusal that CloudFormation uses for nearly everything. */
export const validationError = (message: string): ServiceError => new ServiceError('ValidationError', message)
