/** A parameter of the parameter store. */
export interface Parameter {
  readonly text: string
  readonly type: ParameterType
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export type ParameterType = 'String' | 'StringList' | 'SecureString'

/** Secrets Manager and the parameter store of one region. One call each, throws only `Failure`. */
export interface SecretsStore {
  /** The text of a secret as it is now; nothing where there is no such secret. */
  secret(id: string, signal: AbortSignal): Promise<string | undefined>
  /** Gives a secret that is there a new text. */
  changeSecret(id: string, text: string, signal: AbortSignal): Promise<void>
  /** Makes a secret where none of that name is. Answers whether it did. */
  createSecret(name: string, text: string, signal: AbortSignal): Promise<boolean>
  parameter(name: string, signal: AbortSignal): Promise<Parameter | undefined>
  /** Makes a parameter where none of that name is. Answers whether it did. */
  createParameter(name: string, parameter: Parameter, signal: AbortSignal): Promise<boolean>
  changeParameter(name: string, parameter: Parameter, signal: AbortSignal): Promise<void>
}
