import { join } from 'node:path'
import { Failure } from '../foundation/failure.ts'
import { type Fields, fields, parsed } from '../foundation/json.ts'
import type { Files } from '../ports/files.ts'
import { packagesIn } from './serverless-hash.ts'

// https://github.com/oss-serverless/osls/blob/main/lib/plugins/aws/lib/naming.js
/** The state of the service: everything that its configuration says, with all variables in it resolved. */
export const STATE = 'serverless-state.json'
const WHOLE = 'cloudformation-template-update-stack.json'
const FIRST = 'cloudformation-template-create-stack.json'

/** The name of a directory of the framework's: the time, twice. */
export const MOMENT = /^\d+-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const STACK = /^[A-Za-z][A-Za-z0-9-]{0,127}$/
const FILE = /^[A-Za-z0-9_][\w.@+ -]*$/

/** What the framework packaged: its files, read and judged. */
export interface Build {
  readonly stack: string
  readonly stage: string
  readonly state: Fields
  readonly stateText: string
  readonly provider: Fields
  readonly template: Fields
  /** The template of the bucket alone; absent where the service has a bucket of its own. */
  readonly first?: string
  /** Where everything of this packaging lies in the bucket. */
  readonly directory: string
  /** The names of the packages in that directory. */
  readonly packages: readonly string[]
}

/** Reads what was packaged. It is data that anybody may have written: no path of it is followed. */
export async function buildIn(files: Files, folder: string): Promise<Build> {
  const stateText = await files.read(join(folder, STATE))
  const state = fields(parsed(stateText ?? ''))
  const template = fields(parsed((await files.read(join(folder, WHOLE))) ?? ''))
  const first = await files.read(join(folder, FIRST))
  const { service, provider: described } = fields(state['service'])
  const provider = fields(described)
  const stage = String(provider['stage'] ?? '')
  const stack = String(provider['stackName'] ?? `${service}-${stage}`)
  const directory = String(fields(state['package'])['artifactDirectoryName'] ?? '')
  const refused = (what: string) =>
    new Failure(`What the Serverless Framework packaged is not whole: ${what}.`, { code: 'BUILD_INVALID' })
  if (stateText === undefined) throw refused(`${STATE} is not there`)
  if (Object.keys(fields(template['Resources'])).length === 0) throw refused(`${WHOLE} names no resources`)
  if (!STACK.test(stack)) throw refused(`${JSON.stringify(stack)} is no name of a stack`)
  const segments = directory.split('/')
  if (!MOMENT.test(segments.at(-1) ?? '') || segments.length < 2 || segments.some((one) => /^\.{0,2}$/.test(one)))
    throw refused(`${JSON.stringify(directory)} is no directory of a deployment`)
  const keys = packagesIn(template).flatMap(({ key }) =>
    key.startsWith(`${directory}/`) ? [key.slice(directory.length + 1)] : [],
  )
  const odd = keys.find((name) => !FILE.test(name))
  if (odd !== undefined) throw refused(`${JSON.stringify(odd)} is no name of a package`)
  const known = { stack, stage, state, stateText, provider, template, directory, packages: keys }
  return { ...known, ...(first === undefined ? {} : { first }) }
}

/** The bucket that the service names; nothing where its stack makes one. */
export function namedBucket({ deploymentBucketObject, deploymentBucket }: Fields): string | undefined {
  const bucket = fields(deploymentBucketObject)['name'] ?? fields(deploymentBucket)['name'] ?? deploymentBucket
  return typeof bucket === 'string' ? bucket : undefined
}
