/** A parameter of the parameter store. */
export interface Parameter {
  readonly text: string
  readonly type: ParameterType
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export type ParameterType = 'String' | 'StringList' | 'SecureString'

/** A secret or a parameter, all but its value. Moments are AWS's, ISO 8601. */
export interface Described {
  readonly name: string
  readonly arn: string
  /** Not known of a parameter. */
  readonly createdAt?: string
  /** Of a secret: by whatever changed it, be it a tag. Of a parameter: by a new value. */
  readonly changedAt?: string
  readonly currentVersion?: string
  /** Whether there was another value before the one that is current. */
  readonly replaced: boolean
  /** Since when it is to be deleted. */
  readonly deletedAt?: string
  readonly rotation: boolean
}

/** Secrets Manager and the parameter store of one region. One call each, throws only `Failure`. */
export interface SecretsStore {
  /** The text of a secret as it is now; nothing where there is no such secret. */
  secret(id: string, signal: AbortSignal): Promise<string | undefined>
  /** Nothing where there is no such secret. */
  describeSecret(id: string, signal: AbortSignal): Promise<Described | undefined>
  /** Since when a version of a secret is there, by AWS's clock; nothing where that is not known. */
  secretSince(id: string, version: string, signal: AbortSignal): Promise<string | undefined>
  /** Gives a secret that is there a new text. */
  changeSecret(id: string, text: string, signal: AbortSignal): Promise<void>
  /** Makes a secret where none of that name is. Answers whether it did. */
  createSecret(name: string, text: string, signal: AbortSignal): Promise<boolean>
  parameter(name: string, signal: AbortSignal): Promise<Parameter | undefined>
  /** Nothing where there is no such parameter. */
  describeParameter(name: string, signal: AbortSignal): Promise<Described | undefined>
  /** Makes a parameter where none of that name is. Answers whether it did. */
  createParameter(name: string, parameter: Parameter, signal: AbortSignal): Promise<boolean>
  changeParameter(name: string, parameter: Parameter, signal: AbortSignal): Promise<void>
}
