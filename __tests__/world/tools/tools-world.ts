import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { startMinistack } from '../ministack/start.ts'
import { askEndpoint, type EndpointAnswer } from '../proxy/ask.ts'
import { type Call, startAwsProxy } from '../proxy/aws-proxy.ts'
import { type EndpointProxy, startEndpointProxy } from '../proxy/endpoint-proxy.ts'
import { bootstrapCdk } from './bootstrap.ts'
import { type Copy, copyOf } from './copy.ts'
import type { ExampleName } from './examples.ts'
import { realTools, type ToolName } from './tools.ts'

interface Access {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** MiniStack behind its proxies, for real tools. */
export interface ToolsWorld {
  /** What a client of any service is made with. */
  readonly access: Access
  readonly cloudformation: CloudFormationClient
  readonly endpoints: EndpointProxy
  /** All that a tool finds in its environment. */
  readonly env: Readonly<Record<string, string>>
  readonly calls: readonly Call[]
  copy(name: ExampleName): Promise<Copy>
  ask(url: string): Promise<EndpointAnswer>
  output(stack: string, key: string): Promise<string>
  close(): Promise<void>
}

const ACCOUNT = '111122223333'
const REGION = 'us-east-1'
const QUIET = {
  CI: 'true',
  DO_NOT_TRACK: '1',
  SAM_CLI_TELEMETRY: '0',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  SLS_TELEMETRY_DISABLED: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  // The examples depend on nothing that a build would have to fetch.
  npm_config_offline: 'true',
}

/** Opens a world in which the named tools deploy; account and region are bootstrapped where the CDK is one of them. */
export async function openToolsWorld(names: readonly ToolName[], say?: (line: string) => void): Promise<ToolsWorld> {
  const tools = await realTools(names, say)
  const folder = await mkdtemp(join(tmpdir(), 'tools-'))
  const ministack = await startMinistack()
  const proxy = await startAwsProxy(ministack.url)
  const endpoints = await startEndpointProxy({ upstream: proxy.url, dir: folder })
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'of-a-world-on-loopback' }
  const access = { endpoint: proxy.url, region: REGION, credentials }
  const cloudformation = new CloudFormationClient(access)
  if (names.includes('cdk')) await bootstrapCdk(cloudformation)
  const [home, temp] = [join(folder, 'home'), join(folder, 'temp')]
  for (const made of [home, temp]) await mkdir(made)
  const env = {
    ...QUIET,
    PATH: tools.path,
    HOME: home,
    TMPDIR: temp,
    AWS_ENDPOINT_URL: proxy.url,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  const ask = (url: string) => askEndpoint(endpoints, url)
  const output = async (stack: string, key: string): Promise<string> => {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: stack }))
    return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? ''
  }
  return {
    access,
    cloudformation,
    endpoints,
    env,
    calls: proxy.calls,
    copy: async (name) => copyOf(name, await mkdtemp(join(folder, `${name}-`)), { env, tools, ask, output }),
    ask,
    output,
    async close() {
      cloudformation.destroy()
      await endpoints.close()
      await proxy.close()
      await ministack.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
