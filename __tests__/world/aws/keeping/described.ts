import { type Fields, objectsOf, textOf, textsOf } from '../http/params.ts'
import type { Out } from '../http/xml.ts'
import type { World } from '../world.ts'
import { nameOf, noSecret, secretArn } from './names.ts'

/** What a test wants to be told of a secret or parameter; the rest is as for one that was just made. */
export interface About {
  readonly createdAt?: Date
  readonly changedAt?: Date
  readonly deletedAt?: Date
  readonly rotation?: boolean
  /** Labels by version. */
  readonly versions?: Readonly<Record<string, readonly string[]>>
  /** When each version was made. */
  readonly since?: Readonly<Record<string, Date>>
}

type Action = (params: Fields, world: World) => { readonly [name: string]: Out }

/** These services write moments as seconds. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
const seconds = (at: Date): number => at.getTime() / 1000

const aboutOf = ({ keeping, clock }: World, name: string) => {
  const about = keeping.about.get(name) ?? {}
  const createdAt = about.createdAt ?? clock.now()
  return { ...about, createdAt, changedAt: about.changedAt ?? createdAt, versions: about.versions ?? { first: ['AWSCURRENT'] } }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret: Action = (params, world) => {
  const name = nameOf(params)
  if (!world.keeping.secrets.has(name)) throw noSecret()
  const { createdAt, changedAt, deletedAt, rotation, versions } = aboutOf(world, name)
  return {
    ARN: secretArn(world, name),
    Name: name,
    CreatedDate: seconds(createdAt),
    LastChangedDate: seconds(changedAt),
    ...(deletedAt ? { DeletedDate: seconds(deletedAt) } : {}),
    ...(rotation === undefined ? {} : { RotationEnabled: rotation }),
    VersionIdsToStages: versions,
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
export const listSecretVersionIds: Action = (params, world) => {
  const name = nameOf(params)
  if (!world.keeping.secrets.has(name)) throw noSecret()
  const { versions, since = {}, createdAt } = aboutOf(world, name)
  const Versions = Object.entries(versions).map(([id, labels]) => ({
    VersionId: id,
    VersionStages: labels,
    CreatedDate: seconds(since[id] ?? createdAt),
  }))
  return { ARN: secretArn(world, name), Name: name, Versions }
}

/** The first page is empty and not the last, as it may be. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export const describeParameters: Action = (params, world) => {
  if (textOf(params, 'NextToken') === undefined) return { Parameters: [], NextToken: 'more' }
  const names = objectsOf(params, 'ParameterFilters').flatMap((filter) => textsOf(filter, 'Values'))
  const found = names.flatMap((name) => {
    const parameter = world.keeping.parameters.get(name)
    if (!parameter) return []
    const { changedAt } = aboutOf(world, name)
    const ARN = `arn:aws:ssm:${world.region}:${world.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`
    return [{ Name: name, ARN, Type: parameter.type, Version: parameter.version, LastModifiedDate: seconds(changedAt) }]
  })
  return { Parameters: found }
}
