import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { type Result, step } from '../world/core/step.ts'
import type { Copy } from '../world/tools/copy.ts'
import type { ToolName } from '../world/tools/tools.ts'
import { openToolsWorld, type ToolsWorld } from '../world/tools/tools-world.ts'

/** Nothing was to be changed, in the words of a result. */
export const NOTHING = [false, 'successful', 'NOTHING_TO_CHANGE']
/** What osls says of a service that is deployed already. */
export const NO_CHANGES = 'No changes to deploy'
/** A bucket that no service makes. */
export const BUCKET = 'deployments'
/** For one test. */
export const LIMIT_MS = 120_000
/** Has the service use that bucket. */
export const WITH_BUCKET = ['serverless.yml', '\nprovider:\n', `\nprovider:\n  deploymentBucket: ${BUCKET}\n`] as const

/** A copy of the example that the action deploys. */
export interface Service extends Copy {
  /** What stands behind the stage in the service's item, and what stands in the file beside the stacks. */
  configure(ofService: string, ofFile?: string): Promise<void>
  deployed(inputs?: Readonly<Record<string, string>>): Promise<Result>
}

/** MiniStack with a bucket, for services. */
export interface ServerlessWorld {
  readonly objects: S3Client
  service(name: string): Promise<Service>
  close(): Promise<void>
}

/** Opens the world for these programs. */
export async function openServerlessWorld(names: readonly ToolName[]): Promise<ServerlessWorld> {
  const world = await openToolsWorld(names)
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_ENDPOINT_URL: endpoint = '',
  } = world.env
  // The SDK reads the endpoint from the process; every test file has a process of its own.
  process.env['AWS_ENDPOINT_URL'] = endpoint
  const credentials = { accessKeyId, secretAccessKey }
  const objects = new S3Client({ region: 'us-east-1', endpoint, credentials, forcePathStyle: true })
  await objects.send(new CreateBucketCommand({ Bucket: BUCKET }))
  return {
    objects,
    service: (name) => serviceIn(world, name),
    async close() {
      objects.destroy()
      await world.close()
    },
  }
}

/** A fresh copy of the example under a name of its own. */
async function serviceIn(world: ToolsWorld, name: string): Promise<Service> {
  const copy = await world.copy('sjc1990app')
  await copy.edit(['serverless.yml', 'service: sjc1990app', `service: ${name}`])
  let runs = 0
  return {
    ...copy,
    async answer() {
      const { body } = await world.ask(`${await world.output(`${name}-staging`, 'ServiceEndpoint')}/status`)
      return String((JSON.parse(body) as { version?: unknown }).version)
    },
    configure: (ofService, ofFile = '') =>
      writeFile(
        join(copy.folder, '.github/deploy.yml'),
        `version: 1\nstacks:\n  - name: service\n    serverless: { stage: staging${ofService} }\nreport: { issue: false }\n${ofFile}`,
      ),
    deployed(inputs = {}) {
      runs += 1
      return step({ workspace: copy.folder, env: world.env, runId: String(runs), inputs, cancelWhen: undefined })
    },
  }
}
