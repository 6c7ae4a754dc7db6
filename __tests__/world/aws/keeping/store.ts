import { ServiceError } from '../http/failure.ts'
import { type Fields, flagOf, textOf } from '../http/params.ts'
import type { Out } from '../http/xml.ts'
import type { World } from '../world.ts'
import { type About, describeParameters, describeSecret, listSecretVersionIds } from './described.ts'
import { nameOf, noSecret, secretArn } from './names.ts'

interface Parameter {
  readonly text: string
  readonly type: string
  readonly version: number
}

/** The secrets and parameters of a world, for tests to set up and to look at. */
export class Keeping {
  readonly secrets = new Map<string, string>()
  readonly parameters = new Map<string, Parameter>()
  /** By the name of a secret or parameter. */
  readonly about = new Map<string, About>()
}

type Action = (params: Fields, world: World) => { readonly [name: string]: Out }

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
export const SECRET_ACTIONS: Readonly<Record<string, Action>> = {
  DescribeSecret: describeSecret,
  ListSecretVersionIds: listSecretVersionIds,
  GetSecretValue: (params, world) => {
    const name = nameOf(params)
    const text = world.keeping.secrets.get(name)
    if (text === undefined) throw noSecret()
    return {
      ARN: secretArn(world, name),
      Name: name,
      SecretString: text,
      VersionId: world.ids.uuid(),
      VersionStages: ['AWSCURRENT'],
    }
  },
  PutSecretValue: (params, world) => {
    const name = nameOf(params)
    if (!world.keeping.secrets.has(name)) throw noSecret()
    world.keeping.secrets.set(name, textOf(params, 'SecretString') ?? '')
    return { ARN: secretArn(world, name), Name: name, VersionId: world.ids.uuid() }
  },
  CreateSecret: (params, world) => {
    const name = textOf(params, 'Name') ?? ''
    if (world.keeping.secrets.has(name))
      throw new ServiceError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`)
    world.keeping.secrets.set(name, textOf(params, 'SecretString') ?? '')
    return { ARN: secretArn(world, name), Name: name, VersionId: world.ids.uuid() }
  },
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const PARAMETER_ACTIONS: Readonly<Record<string, Action>> = {
  DescribeParameters: describeParameters,
  GetParameter: (params, { keeping }) => {
    const name = textOf(params, 'Name') ?? ''
    const found = keeping.parameters.get(name)
    if (!found) throw new ServiceError('ParameterNotFound', '')
    return { Parameter: { Name: name, Type: found.type, Value: found.text, Version: found.version } }
  },
  PutParameter: (params, { keeping }) => {
    const name = textOf(params, 'Name') ?? ''
    const found = keeping.parameters.get(name)
    if (found && flagOf(params, 'Overwrite') !== true)
      throw new ServiceError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option.',
      )
    const type = textOf(params, 'Type') ?? found?.type ?? 'String'
    const version = (found?.version ?? 0) + 1
    keeping.parameters.set(name, { text: textOf(params, 'Value') ?? '', type, version })
    return { Version: version, Tier: 'Standard' }
  },
}
