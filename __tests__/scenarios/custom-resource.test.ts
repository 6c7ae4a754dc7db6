import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { TAIL_LINES } from '../../src/logs/tail.ts'
import { type Result, type Run, type Scene, scene } from './scene.ts'
import { count } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', TEMPLATE)
})
afterEach(() => world.close())

const GROUP = '/aws/lambda/seeder'
const STREAM = '2026/11/20/[$LATEST]1f0c2c6d4b7a4e0f9a3b'
const SILENT = 'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [79b4].'
const SAID = `Received response status [FAILED] from custom resource. Message returned: See the details in CloudWatch Log Stream: ${STREAM} (RequestId: 79b4)`
const template = (token: string, more = '', functions = '') => `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: seeder, Handler: index.handler, Runtime: nodejs22.x, Code: { ZipFile: "" }, Role: none${functions} }
  Seed: { Type: Custom::Seed, DependsOn: Function, Properties: { ServiceToken: ${token} } }
${more}`
const TEMPLATE = template('!GetAtt Function.Arn')

const at = (seconds: number) => world.clock.now().getTime() + seconds * 1000

/** The custom resource takes twenty seconds from its begin, about three seconds from now, to fail with this reason. */
async function failing(reason: string, run: Run = {}): Promise<Result> {
  world.aws.script('demo', { changeSetMs: 1000, resources: { Seed: { durationMs: 20_000, fail: { create: reason } } } })
  return world.deploy(run)
}

/** Lines that the function writes, a second apart, beginning ten seconds from now. */
function writing(lines: readonly string[], { group = GROUP, stream = STREAM, from = 10 } = {}): void {
  const timed = lines.map((message, index) => ({ message, timestamp: at(from) + index, visibleFrom: at(from) + index }))
  world.aws.logs.put(group, stream, timed)
}

const findingOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'deploy')?.findings[0]
const evidenceOf = (result: Result) => findingOf(result)?.evidence?.slice(2)
const issueOf = () => world.github.repository('octo-org/demo').issues.all()[0]?.body ?? ''
const HEAD = `The last lines of ${GROUP} before Seed failed:`
const expectFailed = ({ failed, outputs }: Result) =>
  expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: true, code: 'DEPLOY_FAILED' })

describe('a custom resource that failed is explained by the last lines of its function', () => {
  it('where it never answered, in log, record, summary and issue', async () => {
    writing(['START RequestId: 79b4', 'connecting to the database', 'Task timed out after 3.00 seconds'])
    const result = await failing(SILENT)
    expectFailed(result)
    const lines = [HEAD, 'START RequestId: 79b4', 'connecting to the database', 'Task timed out after 3.00 seconds']
    expect(evidenceOf(result)).toEqual(lines)
    expect(result.lines).toEqual(expect.arrayContaining(lines))
    for (const text of [result.summary, issueOf()]) {
      expect(text).toContain(lines.join('\n'))
      expect(text).toMatch(/aws logs tail \/aws\/lambda\/seeder --since 2026-11-20T08:00:\d\d\.\d{3}Z --region us-east-1/)
    }
  })

  it('where its message names the log stream, those of that stream only', async () => {
    writing(['of somebody else'], { stream: '2026/11/20/[$LATEST]other' })
    writing(['no such table: seeds'])
    const result = await failing(SAID)
    expectFailed(result)
    expect(evidenceOf(result)).toEqual([HEAD, 'no such table: seeds'])
    expect(findingOf(result)?.commands?.[0]).toContain(` --log-stream-names '${STREAM}' --since `)
  })

  it('that are of the time until it failed, not of the rollback behind it', async () => {
    writing(['of the time before'], { from: -60 })
    writing(['no such table: seeds'])
    writing(['of the rollback'], { from: 27 })
    expect(evidenceOf(await failing(SILENT))).toEqual([HEAD, 'no such table: seeds'])
  })

  it('of which there are many on many pages', async () => {
    world.aws.logs.script(GROUP, { pageSize: 7, emptyPages: 1 })
    writing(Array.from({ length: 50 }, (_, index) => `line ${index}`))
    const last = Array.from({ length: TAIL_LINES }, (_, index) => `line ${50 - TAIL_LINES + index}`)
    const result = await failing(SILENT)
    expect(evidenceOf(result)).toEqual([HEAD, ...last])
    expect(result.summary).toContain('line 49')
  })

  it('with the log group that the function was given', async () => {
    const own = '  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: seeds } }\n'
    await world.write('template.yaml', template('!GetAtt Function.Arn', own, ', LoggingConfig: { LogGroup: !Ref Group }'))
    writing(['no such table: seeds'], { group: 'seeds' })
    expect(evidenceOf(await failing(SILENT))).toEqual(['The last lines of seeds before Seed failed:', 'no such table: seeds'])
  })

  it.each([
    ['an ARN', 'arn:aws:lambda:us-east-1:123456789012:function:seeder'],
    ['an ARN of parts', '!Sub "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:seeder:live"'],
    ['a list', '!GetAtt [Function, Arn]'],
    ['the long form', '{ "Fn::GetAtt": [Function, Arn] }'],
    ['the long form of a text', '{ "Fn::Sub": "${Function.Arn}" }'],
  ])('that the template names by %s', async (_what, token) => {
    await world.write('template.yaml', template(token))
    writing(['no such table: seeds'])
    expect(evidenceOf(await failing(SILENT))).toEqual([HEAD, 'no such table: seeds'])
  })

  it('that the reason names', async () => {
    writing(['no such table: seeds'], { group: '/aws/lambda/demo-OnEvent-1' })
    const reason =
      'Received response status [FAILED] from custom resource. Message returned: Error: none\n\nLogs: /aws/lambda/demo-OnEvent-1\n'
    expect(evidenceOf(await failing(reason))?.at(-1)).toBe('no such table: seeds')
  })

  it('in a nested stack, also where the function is a parameter of it', async () => {
    const inner = `Parameters: { Token: { Type: String } }
Resources:
  Seed: { Type: AWS::CloudFormation::CustomResource, Properties: { ServiceToken: !Ref Token } }
`
    world.aws.objects.createBucket('templates')
    world.aws.objects.put('templates', 'inner.yaml', inner)
    const url = 'https://templates.s3.us-east-1.amazonaws.com/inner.yaml'
    const nested = `  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: '${url}', Parameters: { Token: !GetAtt Function.Arn } }
`
    await world.write('template.yaml', template('!GetAtt Function.Arn', nested))
    world.aws.script('demo/Inner', { resources: { Seed: { durationMs: 20_000, fail: { create: SILENT } } } })
    writing(['no such table: seeds'])
    const result = await world.deploy()
    expectFailed(result)
    expect(evidenceOf(result)).toEqual([HEAD, 'no such table: seeds'])
  })
})

it('the lines of the function hold no secret when they are written', async () => {
  writing(['token of the run: a-planted-value', `AKIA${'ABCDEFGHIJKLMNOP'}`, '-----BEGIN PRIVATE KEY-----', 'MIIEvQ', 'IBADANB'])
  const result = await failing(SILENT, { env: { SEED_TOKEN: 'a-planted-value' } })
  expectFailed(result)
  expect(evidenceOf(result)).toEqual([HEAD, 'token of the run: ***', '***', '***'])
  for (const text of [result.recordText, result.summary, issueOf(), result.lines.join('\n')])
    expect(text).not.toMatch(/a-planted-value|AKIAABC|MIIEvQ|IBADANB/)
})

describe('a log that cannot be read changes nothing but what is said', () => {
  it('where the role may not', async () => {
    writing(['no such table: seeds'])
    world.aws.fault({ action: 'FilterLogEvents', kind: 'denied' })
    const result = await failing(SILENT)
    expectFailed(result)
    const [line, ...others] = evidenceOf(result) ?? []
    expect(others).toEqual([])
    expect(line).toMatch(/^The log behind Seed was not read: \/aws\/lambda\/seeder: logs:FilterLogEvents: .*not authorized/)
    expect(result.summary).toContain('aws logs tail /aws/lambda/seeder --since')
  })

  it.each([
    ['where there is no group', () => undefined, 'there is no such log group or stream'],
    ['where there is no line', () => writing([]), 'it has no line of that time'],
  ])('%s', async (_what, prepare, why) => {
    prepare()
    const result = await failing(SILENT)
    expectFailed(result)
    expect(evidenceOf(result)).toEqual([`The log behind Seed was not read: ${GROUP}: ${why}`])
    expect(findingOf(result)?.commands?.[0]).toMatch(/^aws logs tail \/aws\/lambda\/seeder /)
  })

  it('where the log does not answer, for a bounded time', async () => {
    writing(['no such table: seeds'])
    world.aws.fault({ action: 'FilterLogEvents', kind: 'hang' })
    const result = await failing(SILENT)
    expectFailed(result)
    expect(evidenceOf(result)).toEqual([`The log behind Seed was not read: ${GROUP}: it could not be read to its end in time`])
    const ended = Date.parse(result.record.stacks[0]?.operation?.endedAt ?? '')
    expect(world.clock.now().getTime() - ended).toBeLessThan(25_000)
  })

  it('where CloudFormation does not answer any more, for a bounded time', async () => {
    world.aws.fault({ action: 'ListStackResources', kind: 'throttle' })
    const result = await failing(SILENT)
    expectFailed(result)
    expect(evidenceOf(result)).toEqual(['The log behind Seed was not read: there was no answer in time'])
  })

  it('where the run is cancelled meanwhile', async () => {
    world.aws.fault({ action: 'ListStackResources', kind: 'throttle' })
    expectFailed(await failing(SILENT, { cancelWhen: (aws) => count(aws, 'ListStackResources') > 1 }))
  })

  it.each([
    ['an SNS topic', '!Ref Topic', 'it is answered by way of the SNS topic seeds, which has no log to read'],
    ['what is no function', '!GetAtt Queue.Arn', 'what its ServiceToken refers to cannot be seen from here'],
    ['another account', 'arn:aws:lambda:us-east-1:999999999999:function:s', 'its function s is of another account or region'],
    ['another region', 'arn:aws:lambda:eu-west-1:123456789012:function:s', 'its function s is of another account or region'],
    ['another service', 'arn:aws:sqs:us-east-1:123456789012:s', 'its ServiceToken names no Lambda function'],
  ])('where %s answers', async (_what, token, why) => {
    const topic = '  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: seeds } }\n'
    await world.write('template.yaml', template(token, `${topic}  Queue: { Type: AWS::SQS::Queue }\n`))
    const result = await failing(SILENT)
    expectFailed(result)
    expect(evidenceOf(result)).toEqual([`The log behind Seed was not read: ${why}`])
    expect(count(world.aws, 'FilterLogEvents')).toBe(0)
  })
})

it('the log of no other failed resource is looked for', async () => {
  world.aws.script('demo', { resources: { Function: { fail: { create: 'out of luck' } } } })
  const result = await world.deploy()
  expectFailed(result)
  expect(evidenceOf(result)).toEqual([])
  expect(count(world.aws, 'FilterLogEvents')).toBe(0)
})
