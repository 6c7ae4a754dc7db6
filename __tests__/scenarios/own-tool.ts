import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Result, type Run, type Scene, scene } from './scene.ts'

/**
 * A team's own tool: a program that asks CloudFormation itself, without a token, as most tools do. Its arguments are done one after the
 * other: `plan:STACK:SECONDS:NAME` makes a change set (with
 * `without-orders` in place of the seconds one that takes the table away), `execute:STACK:NAME`, `deploy:STACK:SECONDS` does both, `wait:STACK`, `sleep:MS`.
 */
const TOOL = `
const { AWS_ENDPOINT_URL: aws, WORLD_CLOCK: clock, AWS_ACCESS_KEY_ID: key, AWS_REGION: region } = process.env
const authorization = 'AWS4-HMAC-SHA256 Credential=' + key + '/20261120/' + region + '/cloudformation/aws4_request'
async function ask(Action, rest) {
  const answer = await fetch(aws, { method: 'POST', headers: key ? { authorization } : {}, body: new URLSearchParams({ Action, Version: '2010-05-15', ...rest }) })
  const text = await answer.text()
  return { ok: answer.ok, text, of: (name) => text.match(new RegExp('<' + name + '>([^<]*)<'))?.[1] }
}
const sleep = (ms) => fetch(clock + '/' + ms).then((answer) => answer.text())
const template = (seconds) => JSON.stringify({
  Parameters: { Word: { Type: 'String' }, Key: { Type: 'String', NoEcho: true } },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: Number(seconds) || 1 } },
    ...(seconds === 'without-orders' ? {} : { Orders: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } } }),
  },
  Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
})
const parameters = {
  'Parameters.member.1.ParameterKey': 'Word',
  'Parameters.member.1.ParameterValue': 'of their own',
  'Parameters.member.2.ParameterKey': 'Key',
  'Parameters.member.2.ParameterValue': 'nobody shall know',
}
const doing = {
  async plan(StackName, seconds, ChangeSetName) {
    const found = await ask('DescribeStacks', { StackName })
    const ChangeSetType = found.ok && found.of('StackStatus') !== 'REVIEW_IN_PROGRESS' ? 'UPDATE' : 'CREATE'
    const made = await ask('CreateChangeSet', { StackName, ChangeSetName, ChangeSetType, TemplateBody: template(seconds), ...parameters })
    if (!made.ok) throw new Error(made.text)
    do await sleep(500)
    while (/PENDING|PROGRESS/.test((await ask('DescribeChangeSet', { StackName, ChangeSetName })).of('Status')))
  },
  async execute(StackName, ChangeSetName) {
    const answer = await ask('ExecuteChangeSet', { StackName, ChangeSetName })
    if (!answer.ok) throw new Error(answer.text)
  },
  async deploy(stack, seconds) {
    await doing.plan(stack, seconds, 'own-' + seconds)
    await doing.execute(stack, 'own-' + seconds)
  },
  async wait(StackName) {
    do await sleep(1000)
    while ((await ask('DescribeStacks', { StackName })).of('StackStatus').endsWith('_IN_PROGRESS'))
  },
  sleep,
}
console.log('user agent: ' + process.env.AWS_SDK_UA_APP_ID + ', key: ' + (key ? 'given' : 'none'))
for (const step of process.argv.slice(2)) {
  const [name, ...given] = step.split(':')
  await doing[name](...given)
}
`

/** A scene in which a team's own tool can be the command of its stacks. */
export interface OwnTool extends Scene {
  /** Runs the action with this as `command`, and this in the file beside the stacks. */
  run(command: string, run?: Run, file?: string): Promise<Result>
}

/** Opens it. The tool sleeps on the clock of the scene. */
export async function ownTool(): Promise<OwnTool> {
  const world = await scene({ resourceMs: 4000 })
  const { clock } = world
  const server = createServer((request, response) => {
    // While the tool waits on purpose nothing else runs.
    clock.held(1)
    void clock.sleep(Number(request.url?.slice(1))).finally(() => {
      clock.held(-1)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await world.write('tool.mjs', TOOL)
  return {
    ...world,
    async run(command, run = {}, file = '') {
      await world.write(
        '.github/deploy.yml',
        `version: 1\nstacks:\n  - name: service\n    command: { ${command}, env: { WORLD_CLOCK: "${url}" } }\n${file}`,
      )
      return world.deploy({ ...run, env: { AWS_ENDPOINT_URL: world.aws.url, PATH: process.env['PATH'] ?? '', ...run.env } })
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await world.close()
    },
  }
}
