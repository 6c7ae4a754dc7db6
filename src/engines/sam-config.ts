import { posix } from 'node:path'
import type { Files } from '../ports/files.ts'
import { documentIn, isTable, misconfigured, type Table, within } from './sam-document.ts'
import { listOf, parametersOf, tagsOf, textOf } from './sam-values.ts'

/** What SAM's own configuration says of a deployment. */
export interface SamSettings {
  /** Its file, where there is one, and the environment in it. */
  readonly file?: string
  readonly environment: string
  readonly parameters: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly stackName?: string
  readonly region?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly bucket?: string
  readonly prefix?: string
  readonly roleArn?: string
  readonly notificationArns?: readonly string[]
  /** Repositories of ECR: for every image, and for functions by their logical ids. */
  readonly imageRepository?: string
  readonly imageRepositories?: Readonly<Record<string, string>>
  /** Names of settings that are not followed here. */
  readonly unheeded: readonly string[]
}

/** Where to look for it. */
export interface Asked {
  readonly files: Files
  /** Where SAM runs; from the root of the repository, like every path here. */
  readonly directory: string
  readonly template?: string
  readonly file?: string
  /** The environment in SAM's file, where the user names it. */
  readonly named?: string
  /** The environment that is deployed. */
  readonly environment?: string
}

// The first of them counts. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
const NAMES = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']
/** What `sam package` and `sam deploy` share: who uses both may have it with the first only. */
const STORING = ['s3_bucket', 's3_prefix', 'kms_key_id', 'image_repository', 'image_repositories']
/** What a deployment by this action does not follow: it is told. */
const UNHEEDED = ['disable_rollback', 'on_failure', 'kms_key_id', 'profile']

/** Reads SAM's configuration for one environment. An unknown one is refused: SAM would deploy as if nothing were configured. */
export async function settingsFor(asked: Asked): Promise<SamSettings> {
  const { files, directory } = asked
  const file = await found(asked)
  const document = file === undefined ? undefined : await documentIn(files, file)
  if (file !== undefined && !isTable(document)) throw misconfigured(`${file} holds no keys.`)
  const environment = chosen(asked, file, isTable(document) ? document : {})
  if (file === undefined || !isTable(document)) return { environment, parameters: {}, capabilities: [], unheeded: [] }
  const sections = (name: string) => section(document[environment], name)
  const storing = Object.entries(sections('package')).filter(([key]) => STORING.includes(key))
  const all: Table = { ...sections('global'), ...Object.fromEntries(storing), ...sections('deploy') }
  const place = { files, path: file, folder: directory, around: [] }
  const text = (key: string) => textOf(all[key]) || undefined
  const tags = await tagsOf(all['tags'], place)
  const imageRepositories = await parametersOf(all['image_repositories'], place)
  const notificationArns = listOf(all['notification_arns'])
  return defined({
    file,
    environment,
    parameters: await parametersOf(all['parameter_overrides'], place),
    capabilities: listOf(all['capabilities']),
    unheeded: UNHEEDED.filter((key) => ![undefined, false, '', 'ROLLBACK'].includes(all[key] as string | boolean | undefined)),
    stackName: text('stack_name'),
    region: text('region'),
    bucket: text('s3_bucket'),
    prefix: text('s3_prefix')?.replace(/^\/+|\/+$/g, ''),
    roleArn: text('role_arn'),
    tags: Object.keys(tags).length > 0 ? tags : undefined,
    imageRepository: text('image_repository'),
    imageRepositories: Object.keys(imageRepositories).length > 0 ? imageRepositories : undefined,
    notificationArns: notificationArns.length > 0 ? notificationArns : undefined,
  })
}

/** The file that SAM would take: the one that is named, or the one beside the template. */
async function found({ files, directory, template, file }: Asked): Promise<string | undefined> {
  if (file !== undefined) {
    const path = within('.', file, '`config-file`')
    if (await files.look(path)) return path
    throw misconfigured(`There is no ${path}.`, 'Correct `config-file`; the path is relative to the root of the repository.')
  }
  const beside = template === undefined ? directory : posix.dirname(template)
  for (const name of NAMES) {
    const path = posix.join(beside, name)
    if (await files.look(path)) return path
  }
  return undefined
}

/** The environment that is named; else the one that is deployed, where the file knows environments by name. */
function chosen({ named, environment, directory }: Asked, file: string | undefined, document: Table): string {
  const known = Object.keys(document).filter((key) => isTable(document[key]))
  const byName = known.some((name) => name !== 'default')
  const wanted = named ?? (byName && environment !== undefined ? environment : 'default')
  if (known.includes(wanted) || (named === undefined && wanted === 'default')) return wanted
  const there = file === undefined ? `There is no samconfig.toml in ${directory}` : `${file} has no environment “${wanted}”`
  throw misconfigured(
    known.length > 0 ? `${there}; it has ${known.join(', ')}.` : `${there}, so the environment “${wanted}” is not known.`,
    'Correct `config-env`, or add the environment. SAM itself would go on as if nothing were configured.',
  )
}

function section(environment: unknown, command: string): Table {
  const parameters = isTable(environment) && isTable(environment[command]) ? environment[command]['parameters'] : undefined
  return isTable(parameters) ? parameters : {}
}

type Defined<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>
