import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { realClock } from '../clock.ts'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { type Ministack, startMinistack } from '../ministack/start.ts'
import { askEndpoint } from './ask.ts'
import { type AwsProxy, startAwsProxy } from './aws-proxy.ts'
import { type EndpointProxy, startEndpointProxy } from './endpoint-proxy.ts'

const template = (code: string, more = ''): string => `
Parameters:
  Password: { Type: String, NoEcho: true, Default: planted-secret }
  Shown: { Type: String, Default: plain }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Ref AWS::StackName
      Runtime: nodejs24.x
      Handler: index.handler
      Timeout: 1
      Role: !GetAtt Role.Arn
      Code: { ZipFile: ${JSON.stringify(code)} }
  Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Function, AuthType: NONE } }
${more}
Outputs: { Url: { Value: !GetAtt Url.FunctionUrl } }`

await describeWithMinistack('MiniStack behind the proxy', () => {
  let ministack: Ministack
  let proxy: AwsProxy
  let endpoints: EndpointProxy
  let dir: string
  let cloudformation: CloudFormationClient
  let logs: CloudWatchLogsClient

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'endpoints-'))
    ministack = await startMinistack()
    proxy = await startAwsProxy(ministack.url)
    endpoints = await startEndpointProxy({ upstream: proxy.url, dir })
    const access = { endpoint: proxy.url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
    cloudformation = new CloudFormationClient(access)
    logs = new CloudWatchLogsClient(access)
  }, 90_000)

  afterAll(async () => {
    cloudformation.destroy()
    logs.destroy()
    await endpoints.close()
    await proxy.close()
    await ministack.close()
    await rm(dir, { recursive: true })
  })

  const plan = async (StackName: string, TemplateBody: string, ChangeSetType: 'CREATE' | 'UPDATE'): Promise<string> => {
    const ChangeSetName = `change-${proxy.calls.length}`
    const { Id } = await cloudformation.send(
      new CreateChangeSetCommand({ StackName, TemplateBody, ChangeSetName, ChangeSetType, Capabilities: ['CAPABILITY_IAM'] }),
    )
    return Id ?? ''
  }

  const settled = async (StackName: string): Promise<{ status: string | undefined; url: string }> => {
    for (;;) {
      const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }))
      const status = stack?.StackStatus
      if (!status?.endsWith('_IN_PROGRESS')) return { status, url: stack?.Outputs?.[0]?.OutputValue ?? '' }
      await realClock.sleep(10)
    }
  }

  const deploy = async (name: string, body: string, type: 'CREATE' | 'UPDATE') => {
    await cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: await plan(name, body, type) }))
    return settled(name)
  }

  const ask = (url: string) => askEndpoint(endpoints, `${url}status`)

  const lines = async (name: string, filterPattern: string): Promise<readonly string[]> => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, filterPattern }))
    return events.map(({ message = '' }) => message)
  }

  it('deploys a function that answers over TLS under its own address', async () => {
    const code = "exports.handler = async ({ rawPath }) => ({ statusCode: 200, body: 'one ' + rawPath })"
    const { status, url } = await deploy('healthy', template(code), 'CREATE')
    expect([status, new URL(url).hostname]).toEqual([
      'CREATE_COMPLETE',
      expect.stringMatching(/\.lambda-url\.us-east-1\.on\.aws$/),
    ])
    expect(await ask(url)).toEqual({ status: 200, body: 'one /status' })
    expect(await lines('healthy', '?ERROR ?Error ?error ?warn')).toEqual([])
  })

  it('rolls a failing update back and keeps the old version answering', async () => {
    const code = "exports.handler = async () => ({ statusCode: 200, body: 'old' })"
    const { url } = await deploy('torn', template(code), 'CREATE')
    const nowhere = '  Broken: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: no-such-function, AuthType: NONE } }'
    const { status } = await deploy('torn', template(code.replace('old', 'new'), nowhere), 'UPDATE')
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE')
    const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: 'torn' }))
    expect(StackEvents.find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))?.LogicalResourceId).toBe('Broken')
    expect(await ask(url)).toEqual({ status: 200, body: 'old' })
  })

  describe.each([
    [
      'thrown',
      "exports.handler = async () => { throw new TypeError('db refused') }",
      /^\S+Z\t[\w-]{36}\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"db refused","stack":\["TypeError: db refused"," {4}at [^"]*\/var\/task\/index\.js:1:\d+\)"\]\}$/,
    ],
    [
      'console',
      "exports.handler = async () => { console.error('two\\nlines'); return 'x' }",
      /^\S+Z\t[\w-]{36}\tERROR\ttwo\nlines$/,
    ],
    [
      'module',
      "require('no-such-module')",
      /^\S+Z\tundefined\tERROR\tUncaught Exception \t\{"errorType":"Runtime.ImportModuleError"/,
    ],
    ['syntax', 'exports.handler = async () => {', /"errorType":"Runtime.UserCodeSyntaxError"/],
    [
      'handler',
      'exports.other = 1',
      /"errorType":"Runtime.HandlerNotFound","errorMessage":"index.handler is undefined or not exported"/,
    ],
    [
      'slow',
      'exports.handler = () => new Promise((done) => setTimeout(done, 9000))',
      /^\S+Z [\w-]{36} Task timed out after 1\.00 seconds$/,
    ],
    [
      'exit',
      'exports.handler = async () => process.exit(1)',
      /^RequestId: [\w-]{36} Error: Runtime exited with error: exit status 1\nRuntime\.ExitError$/,
    ],
  ])('a function with the fault "%s"', (name, code, line) => {
    it('leaves the line in its log that Lambda would write', async () => {
      const { url } = await deploy(name, template(code), 'CREATE')
      await ask(url)
      expect(await lines(name, '')).toContainEqual(expect.stringMatching(line))
    })
  })

  it('filters by pattern, limit and token', async () => {
    const code =
      "exports.handler = async () => { for (const word of ['Alpha', 'beta', 'Alpha beta']) console.log(word); return '' }"
    const { url } = await deploy('words', template(code), 'CREATE')
    await ask(url)
    expect(await lines('words', 'alpha')).toEqual([])
    expect(await lines('words', 'Alpha -beta')).toHaveLength(1)
    expect(await lines('words', '?Alpha ?beta')).toHaveLength(3)
    const input = { logGroupName: '/aws/lambda/words', filterPattern: 'Alpha', limit: 1 }
    const first = await logs.send(new FilterLogEventsCommand(input))
    const second = await logs.send(new FilterLogEventsCommand({ ...input, nextToken: first.nextToken }))
    expect([first.events?.length, second.events?.length, second.nextToken]).toEqual([1, 1, undefined])
    const unknown = logs.send(new FilterLogEventsCommand({ ...input, filterPattern: '{ $.level = "error" }' }))
    await expect(unknown).rejects.toThrow('knows no JSON')
  })

  it('masks NoEcho parameters in change sets', async () => {
    const ChangeSetName = await plan('masked', template(''), 'CREATE')
    const { Parameters } = await cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName }))
    expect(Parameters).toEqual([
      { ParameterKey: 'Password', ParameterValue: '****' },
      { ParameterKey: 'Shown', ParameterValue: 'plain' },
    ])
  })

  it('refuses to update a stack whose first creation was rolled back', async () => {
    const nowhere = '  Broken: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: no-such-function, AuthType: NONE } }'
    const { status } = await deploy('stillborn', template('', nowhere), 'CREATE')
    expect(status).toBe('ROLLBACK_COMPLETE')
    await expect(plan('stillborn', template(''), 'UPDATE')).rejects.toThrow(
      'is in ROLLBACK_COMPLETE state and can not be updated',
    )
  })

  it('injects throttling and lost answers, which the SDK retries', async () => {
    proxy.fault({ action: 'DescribeStacks', kind: 'throttle' })
    proxy.fault({ action: 'DescribeStacks', kind: 'lost' })
    const before = proxy.calls.length
    expect((await settled('healthy')).status).toBe('CREATE_COMPLETE')
    expect(proxy.calls.slice(before).map(({ action }) => action)).toEqual(['DescribeStacks', 'DescribeStacks', 'DescribeStacks'])
  })

  it('lets nothing out of the world', async () => {
    await expect(askEndpoint(endpoints, 'https://example.com/')).rejects.toThrow('refused example.com:443 with 403')
  })
})
