import type { Where } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { lazily } from '../foundation/lazily.ts'
import type { Clock } from '../ports/index.ts'
import type { Parameter, ParameterType, SecretsStore } from '../ports/secrets-store.ts'
import type { Access } from './access.ts'
import { awsFailure, bounded, clientOptions, unless } from './aws.ts'
import { describedParameter, describedSecret, parameterNamed, sinceOf } from './secrets-shapes.ts'

const TIMEOUT_MS = 20_000

/** Runs a call; one of the named errors is nothing, every other a `Failure`. */
type Call = <T>(
  name: string,
  nothing: string,
  signal: AbortSignal,
  send: (abortSignal: AbortSignal) => Promise<T>,
) => Promise<T | undefined>

const NEVER = ''

/** Secrets and parameters over the AWS SDK, which is loaded at the first call of each service. */
export function secretsStore(where: Where, access: Access, clock: Clock): SecretsStore {
  const asked = bounded(clock, TIMEOUT_MS, (thrown, name) => told(awsFailure(thrown, name)))
  const call: Call = (name, nothing, signal, send) => asked(name, signal, (abortSignal) => unless([nothing], send(abortSignal)))
  return { ...secrets(where, access, call), ...parameters(where, access, call) }
}

/** What a service says of a value that it refuses may hold the value. */
const told = (failure: Failure): Failure =>
  failure.code === 'AWS_REFUSED'
    ? new Failure(failure.message.split(/['"“]/, 1)[0] ?? failure.message, { code: failure.code, cause: failure })
    : failure

type Secrets = Pick<SecretsStore, 'secret' | 'describeSecret' | 'secretSince' | 'changeSecret' | 'createSecret'>

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
function secrets(where: Where, access: Access, call: Call): Secrets {
  const made = lazily(async () => {
    const sdk = await import('@aws-sdk/client-secrets-manager')
    return { sdk, client: new sdk.SecretsManagerClient(clientOptions(where, access)) }
  })
  return {
    async secret(id, signal) {
      const { sdk, client } = await made()
      const found = await call('secretsmanager:GetSecretValue', 'ResourceNotFoundException', signal, (abortSignal) =>
        client.send(new sdk.GetSecretValueCommand({ SecretId: id }), { abortSignal }),
      )
      if (found && found.SecretString === undefined) throw new Failure(`The secret ${id} holds no text.`, { code: 'AWS_REFUSED' })
      return found?.SecretString
    },
    async describeSecret(SecretId, signal) {
      const { sdk, client } = await made()
      const send = (abortSignal: AbortSignal) => client.send(new sdk.DescribeSecretCommand({ SecretId }), { abortSignal })
      const found = await call('secretsmanager:DescribeSecret', 'ResourceNotFoundException', signal, send)
      return found && describedSecret(found)
    },
    async secretSince(SecretId, version, signal) {
      const { sdk, client } = await made()
      const list = new sdk.ListSecretVersionIdsCommand({ SecretId, MaxResults: 100 })
      const send = (abortSignal: AbortSignal) => client.send(list, { abortSignal })
      const found = await call('secretsmanager:ListSecretVersionIds', 'ResourceNotFoundException', signal, send)
      return sinceOf(found?.Versions, version)
    },
    async changeSecret(id, text, signal) {
      const { sdk, client } = await made()
      const put = new sdk.PutSecretValueCommand({ SecretId: id, SecretString: text })
      await call('secretsmanager:PutSecretValue', NEVER, signal, (abortSignal) => client.send(put, { abortSignal }))
    },
    async createSecret(name, text, signal) {
      const { sdk, client } = await made()
      const create = new sdk.CreateSecretCommand({ Name: name, SecretString: text })
      const send = (abortSignal: AbortSignal) => client.send(create, { abortSignal })
      return (await call('secretsmanager:CreateSecret', 'ResourceExistsException', signal, send)) !== undefined
    },
  }
}

type Parameters = Pick<SecretsStore, 'parameter' | 'describeParameter' | 'createParameter' | 'changeParameter'>

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
function parameters(where: Where, access: Access, call: Call): Parameters {
  const made = lazily(async () => {
    const sdk = await import('@aws-sdk/client-ssm')
    return { sdk, client: new sdk.SSMClient(clientOptions(where, access)) }
  })
  const put = async (Name: string, { text, type }: Parameter, Overwrite: boolean, signal: AbortSignal) => {
    const { sdk, client } = await made()
    const command = new sdk.PutParameterCommand({ Name, Value: text, Type: type, Overwrite })
    const nothing = Overwrite ? NEVER : 'ParameterAlreadyExists'
    return call('ssm:PutParameter', nothing, signal, (abortSignal) => client.send(command, { abortSignal }))
  }
  return {
    async parameter(name, signal) {
      const { sdk, client } = await made()
      const get = new sdk.GetParameterCommand({ Name: name, WithDecryption: true })
      const send = (abortSignal: AbortSignal) => client.send(get, { abortSignal })
      const found = (await call('ssm:GetParameter', 'ParameterNotFound', signal, send))?.Parameter
      return found && { text: found.Value ?? '', type: (found.Type ?? 'String') as ParameterType }
    },
    async describeParameter(name, signal) {
      const { sdk, client } = await made()
      const found = await parameterNamed(name, (input) => {
        const send = (abortSignal: AbortSignal) => client.send(new sdk.DescribeParametersCommand(input), { abortSignal })
        return call('ssm:DescribeParameters', NEVER, signal, send)
      })
      return found && describedParameter(found)
    },
    createParameter: async (name, parameter, signal) => (await put(name, parameter, false, signal)) !== undefined,
    async changeParameter(name, parameter, signal) {
      await put(name, parameter, true, signal)
    },
  }
}
