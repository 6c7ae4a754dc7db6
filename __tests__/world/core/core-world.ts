import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { S3Client } from '@aws-sdk/client-s3'
import { realClock } from '../clock.ts'
import { startMinistack } from '../ministack/start.ts'
import { askEndpoint } from '../proxy/ask.ts'
import { type Call, startAwsProxy } from '../proxy/aws-proxy.ts'
import { startEndpointProxy } from '../proxy/endpoint-proxy.ts'
import { type Result, type Run, step } from './step.ts'

/** A stack of a name of its own in the world, and the workspace that it is deployed from. */
export interface System {
  readonly name: string
  readonly workspace: string
  /** The configuration: what stands beside the template in the stack's item, and what stands in the file beside the stacks. */
  configure(ofStack: string, ofFile?: string): Promise<void>
  template(body: string): Promise<void>
  /** Writes a file of the workspace. */
  write(path: string, content: string): Promise<void>
  deploy(run?: Run): Promise<Result>
  stack(): Promise<Stack | undefined>
  /** What the deployed function answers. */
  answer(): Promise<string>
  /** Waits until no operation is under way, and gives the status. */
  settled(): Promise<string | undefined>
}

interface Access {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** MiniStack behind its proxies, for the whole action in this process with its real adapters on the real clock. */
export interface CoreWorld {
  /** What a client of any service is made with. */
  readonly access: Access
  readonly cloudformation: CloudFormationClient
  readonly objects: S3Client
  readonly calls: readonly Call[]
  system(name: string): Promise<System>
  close(): Promise<void>
}

const ACCOUNT = '111122223333'
const LOOK_EVERY_MS = 50

/** Opens the world. The certificates of its endpoints are trusted by this process until it is closed. */
export async function openCoreWorld(): Promise<CoreWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'core-'))
  const ministack = await startMinistack()
  const proxy = await startAwsProxy(ministack.url)
  const endpoints = await startEndpointProxy({ upstream: proxy.url, dir: folder })
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, await readFile(endpoints.caFile, 'utf8')])
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'of-a-world-on-loopback',
    HTTPS_PROXY: endpoints.url,
  }
  // The SDK reads the endpoint from the process; every test file has a process of its own.
  process.env['AWS_ENDPOINT_URL'] = proxy.url
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY }
  const access = { endpoint: proxy.url, region: env.AWS_REGION, credentials }
  const cloudformation = new CloudFormationClient(access)
  const objects = new S3Client({ ...access, forcePathStyle: true })
  const ask = async (url: string) => (await askEndpoint(endpoints, url)).body
  return {
    access,
    cloudformation,
    objects,
    calls: proxy.calls,
    system: (name) => systemIn({ name, workspace: join(folder, name), env, cloudformation, ask }),
    async close() {
      // Authorities of two worlds have one name: with both trusted, certificates of the later one would not be.
      setDefaultCACertificates(trusted)
      cloudformation.destroy()
      objects.destroy()
      await endpoints.close()
      await proxy.close()
      await ministack.close()
      await rm(folder, { recursive: true })
    },
  }
}

interface Place {
  readonly name: string
  readonly workspace: string
  readonly env: Readonly<Record<string, string>>
  readonly cloudformation: CloudFormationClient
  readonly ask: (url: string) => Promise<string>
}

async function systemIn({ name, workspace, env, cloudformation, ask }: Place): Promise<System> {
  await mkdir(join(workspace, '.github'), { recursive: true })
  let runs = 0
  const stack = async () => (await cloudformation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0]
  const configure = (ofStack: string, ofFile = '') =>
    writeFile(
      join(workspace, '.github/deploy.yml'),
      `version: 1\nstacks:\n  - name: ${name}\n    template: template.yaml\n${ofStack}report: { issue: false }\n${ofFile}`,
    )
  await configure('')
  return {
    name,
    workspace,
    configure,
    template: (body) => writeFile(join(workspace, 'template.yaml'), body),
    async write(path, content) {
      await mkdir(dirname(join(workspace, path)), { recursive: true })
      await writeFile(join(workspace, path), content)
    },
    deploy: (run = {}) => {
      runs += 1
      return step({ workspace, env, runId: String(runs), inputs: run.inputs ?? {}, cancelWhen: run.cancelWhen })
    },
    stack,
    answer: async () => {
      const url = (await stack())?.Outputs?.find(({ OutputKey }) => OutputKey === 'Url')?.OutputValue ?? ''
      return ask(`${url}status`)
    },
    async settled() {
      for (;;) {
        const status = (await stack())?.StackStatus
        if (!status?.endsWith('_IN_PROGRESS')) return status
        await realClock.sleep(LOOK_EVERY_MS)
      }
    },
  }
}
