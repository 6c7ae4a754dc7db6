import { request } from 'node:http'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, it } from '@jest/globals'
import type { ScriptedAws } from '../server.ts'
import { clientOf, startWorld } from '../testing/world.ts'

const app = (code: string, more = '') => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: {} }
  App:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: app
      Runtime: nodejs24.x
      Handler: index.handler
      Timeout: 1
      Role: !GetAtt Role.Arn
      Environment: { Variables: { COLOUR: blue } }
      Code:
        ZipFile: |
${code.replaceAll(/^/gm, '          ')}
  Url:
    Type: AWS::Lambda::Url
    Properties: { TargetFunctionArn: !GetAtt App.Arn, AuthType: NONE }
  Open:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref App, Action: lambda:InvokeFunctionUrl, Principal: '*', FunctionUrlAuthType: NONE }
${more}
Outputs:
  Address: { Value: !GetAtt Url.FunctionUrl }
`

const answering = (text: string) => `exports.handler = async (event) => {
  console.log('asked for ' + event.rawPath)
  return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: '${text} ' + process.env.COLOUR + ' ' + (process.env.HOME ?? 'homeless') }
}`

function get(aws: ScriptedAws, address: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(`${aws.url}/status`, { headers: { host: new URL(address).host } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
      .on('error', reject)
      .end()
  })
}

async function lines(aws: ScriptedAws): Promise<readonly string[]> {
  const { events } = await new CloudWatchLogsClient(clientOf(aws)).send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/app' }),
  )
  return (events ?? []).map(({ message }) => message ?? '')
}

const CAPABLE = { Capabilities: ['CAPABILITY_IAM' as const] }
const UUID = '[0-9a-f-]{36}'
const ISO = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z'

describe('a function URL', () => {
  it('runs the deployed code with nothing in its environment, and logs as Lambda does', async () => {
    const { aws, stacks } = await startWorld()
    const stack = await stacks.deploy({ TemplateBody: app(answering('one')), ...CAPABLE })
    const address = stack.Outputs?.[0]?.OutputValue ?? ''
    expect(address).toMatch(/^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/)
    expect(await get(aws, address)).toEqual({ status: 200, body: 'one blue homeless' })
    expect(await get(aws, address)).toEqual({ status: 200, body: 'one blue homeless' })
    const written = await lines(aws)
    const invocation = [
      `^START RequestId: ${UUID} Version: \\$LATEST\n$`,
      `^${ISO}\t${UUID}\tINFO\tasked for /status\n$`,
      `^END RequestId: ${UUID}\n$`,
    ]
    const report = `^REPORT RequestId: ${UUID}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB`
    const expected = [
      '^INIT_START Runtime Version: ',
      ...invocation,
      `${report}\tInit Duration: [\\d.]+ ms\n$`,
      ...invocation,
      `${report}\n$`,
    ]
    expect(written).toEqual(expected.map((pattern) => expect.stringMatching(new RegExp(pattern))))
  })

  it('answers 502 when the handler throws, with one event for the error', async () => {
    const { aws, stacks } = await startWorld()
    const code = `exports.handler = async () => { throw new TypeError('db\\nrefused') }`
    const stack = await stacks.deploy({ TemplateBody: app(code), ...CAPABLE })
    expect(await get(aws, stack.Outputs?.[0]?.OutputValue ?? '')).toEqual({
      status: 502,
      body: '{"message":"Internal Server Error"}',
    })
    const thrown = (await lines(aws)).find((line) => line.includes('Invoke Error')) ?? ''
    expect(thrown).toMatch(
      new RegExp(`^${ISO}\t${UUID}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"db\\\\nrefused","stack":\\[`),
    )
  })

  it('stops a handler at its time-out', async () => {
    const { aws, stacks } = await startWorld()
    const stack = await stacks.deploy({ TemplateBody: app('exports.handler = () => { while (true); }'), ...CAPABLE })
    expect((await get(aws, stack.Outputs?.[0]?.OutputValue ?? '')).status).toBe(502)
    expect(await lines(aws)).toContainEqual(
      expect.stringMatching(new RegExp(`^${ISO} ${UUID} Task timed out after 1.00 seconds\n$`)),
    )
  })

  it.each([
    ['a syntax error', 'exports.handler = (', 'Runtime.UserCodeSyntaxError'],
    ['a missing module', `require('nowhere')`, 'Runtime.ImportModuleError'],
    ['no handler', 'exports.other = 1', 'Runtime.HandlerNotFound'],
    ['an error at load', `throw new RangeError('no')`, 'RangeError'],
  ])('logs %s as an init error', async (_, code, type) => {
    const { aws, stacks } = await startWorld()
    const stack = await stacks.deploy({ TemplateBody: app(code), ...CAPABLE })
    expect((await get(aws, stack.Outputs?.[0]?.OutputValue ?? '')).status).toBe(502)
    const written = await lines(aws)
    expect(written).toContainEqual(expect.stringMatching(`\tundefined\tERROR\tUncaught Exception \t{"errorType":"${type}"`))
    expect(written).toContainEqual(expect.stringMatching(`^INIT_REPORT .*Phase: invoke\tStatus: error\tError Type: ${type}\n$`))
  })

  it('answers with the old code until the update of the function is complete, and again after a rollback', async () => {
    const { aws, stacks, clock } = await startWorld()
    const stack = await stacks.deploy({ TemplateBody: app(answering('one')), ...CAPABLE })
    const address = stack.Outputs?.[0]?.OutputValue ?? ''
    const broken = `  Broken:
    Type: AWS::Lambda::Url
    DependsOn: App
    Properties: { TargetFunctionArn: nobody, AuthType: NONE }`
    await stacks.execute(await stacks.plan({ TemplateBody: app(answering('two'), broken), ...CAPABLE }))
    clock.advance(49)
    expect((await get(aws, address)).body).toMatch(/^one/)
    clock.advance(1)
    expect((await get(aws, address)).body).toMatch(/^two/)
    clock.advance(1000)
    expect((await get(aws, address)).body).toMatch(/^one/)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const failed = (await stacks.events()).find((event) => event.ResourceStatus === 'CREATE_FAILED')
    expect(failed?.ResourceStatusReason).toMatch(
      /"Function not found: arn:.*:function:nobody \(Service: Lambda, Status Code: 404.*HandlerErrorCode: NotFound\)$/,
    )
  })

  it('is forbidden without a permission for everybody', async () => {
    const { aws, stacks } = await startWorld()
    const stack = await stacks.deploy({
      TemplateBody: app(answering('one')).replace('lambda:InvokeFunctionUrl', 'lambda:Other'),
      ...CAPABLE,
    })
    expect((await get(aws, stack.Outputs?.[0]?.OutputValue ?? '')).status).toBe(403)
  })
})
