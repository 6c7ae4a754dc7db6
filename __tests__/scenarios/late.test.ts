import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudFormationClient, DeleteChangeSetCommand, ListChangeSetsCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientOf } from '../world/aws/testing/world.ts'
import { type Result, type Run, type Scene, SMALLEST, scene } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'

const SECRET = 'correct-horse-battery'
const OLD = 'an-older-password'
const CONFIG = `${SMALLEST}    parameters: { Password: "\${secrets.DB}" }\n`

const functionWith = (properties: string): string =>
  `  Function: { Type: AWS::Lambda::Function, Properties: { Role: none, Code: { ZipFile: '' }, ${properties} } }\n`
const template = (timeout: number, password = 'Environment: { Variables: { PASSWORD: !Ref Password } }', more = '') =>
  `Parameters:
  Password: { Type: String, NoEcho: true, MinLength: 8, AllowedPattern: '[A-Za-z][-A-Za-z0-9]*' }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }
${functionWith(password)}${more}`

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', CONFIG)
  await world.write('template.yaml', template(30))
})
afterEach(() => world.close())

const run = { runId: '43' }
const REFUSED = { failed: true, verdict: 'failed', reason: 'PLAN_DIFFERS' }

/** The stack as an earlier run has left it, with a password of its own. */
const settled = () => world.deploy({ env: { DB: OLD } })
/** The job that plans: GitHub gives it an empty text for the secret that it may not have. */
const plan = () => world.deploy({ identity: run, env: { DB: '' }, inputs: { stages: 'synthesize,plan' } })
/** The job that deploys what was planned. */
async function approve(planned: Result, more: Run = {}): Promise<Result> {
  const inputs = {
    stages: 'synthesize,deploy',
    record: join(planned.kept, 'record.json'),
    'record-sha256': planned.outputs['record-sha256'] ?? '',
  }
  return world.deploy({ identity: run, env: { DB: SECRET }, inputs, ...more })
}
const created = () => world.aws.calls.filter((call) => call.action === 'CreateChangeSet')
const sent = () => created().map(({ params }) => params['Parameters'])
const names = () => created().map(({ params }) => params['ChangeSetName'])
const given = (value: string) => [{ ParameterKey: 'Password', ParameterValue: value }]
const client = () => new CloudFormationClient(clientOf(world.aws))
/** Change sets that can still be executed. */
const left = async (stack = 'demo') => {
  const { Summaries = [] } = await client().send(new ListChangeSetsCommand({ StackName: stack }))
  return Summaries.filter((one) => one.ExecutionStatus === 'AVAILABLE').map((one) => one.ChangeSetName)
}

describe('a plan without the secret', () => {
  it('is made with the value that the stack has, and says so', async () => {
    await settled()
    await world.write('template.yaml', template(60))
    const planned = await plan()
    expect(verdictOf(planned)).toEqual({ failed: false, verdict: 'successful', reason: 'PLANNED' })
    expect(sent()[1]).toEqual([{ ParameterKey: 'Password', UsePreviousValue: 'true' }])
    expect(planned.record.stacks[0]?.parameters).toEqual([{ name: 'Password', source: 'previous', secret: true, late: true }])
    const [finding] = planned.record.stages.find(({ stage }) => stage === 'plan')?.findings ?? []
    expect(finding).toMatchObject({ severity: 'low', title: 'demo: Password gets its value after approval' })
    expect(planned.summary).toContain('Set after approval in demo: Password.')
    expect(planned.lines.join('\n')).toContain('demo: 1 modified, Password set after approval')
  })

  it('is made with a placeholder that is as the template demands where the stack has none', async () => {
    const planned = await plan()
    expect(planned.record.stacks[0]?.parameters).toEqual([{ name: 'Password', source: 'placeholder', secret: true, late: true }])
    const [value] = sent()[0] as { ParameterValue: string }[]
    expect(value?.ParameterValue).toMatch(/^[A-Za-z][-A-Za-z0-9]{31}$/)
    const said = [planned.recordText, planned.summary, ...planned.lines, ...planned.annotations].join('\n')
    expect(said).not.toContain(value?.ParameterValue)
    expect(planned.masks).toContain(value?.ParameterValue)
  })

  it('is refused where no placeholder is known to fit', async () => {
    await world.write('template.yaml', template(30).replace('[-A-Za-z0-9]*', '(?!.)§'))
    const planned = await plan()
    expect(verdictOf(planned)).toEqual({ failed: true, verdict: 'error', reason: 'SECRET_MISSING' })
    expect(planned.record.stages.find(({ stage }) => stage === 'plan')?.fix).toContain('simple one')
    expect(created()).toEqual([])
  })

  it('is refused where everybody could read the parameter', async () => {
    await world.write('template.yaml', template(30).replace('NoEcho: true, ', ''))
    expect(verdictOf(await plan())).toMatchObject({ reason: 'SECRET_EXPOSED' })
  })

  it('is no plan for a job that deploys', async () => {
    const result = await world.deploy({ env: { DB: '' } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'SECRET_MISSING' })
    expect(result.annotations.join('\n')).toContain('the secret DB is empty')
    expect(world.aws.calls).toEqual([])
  })

  it('can be made where a check needs it too, which another job makes', async () => {
    await world.write(
      '.github/deploy.yml',
      `${CONFIG}verify:\n  - http: { url: http://127.0.0.1:1/, headers: { a: "\${secrets.DB}" } }\n`,
    )
    expect(verdictOf(await plan())).toMatchObject({ reason: 'PLANNED' })
  })

  it('takes the secret of a file with parameters for late too', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}    parameters-file: [p.yaml]\n`)
    await world.write('p.yaml', 'Password: "${secrets.DB}"\n')
    const planned = await plan()
    expect(planned.record.stacks[0]?.parameters).toMatchObject([{ name: 'Password', late: true }])
    expect(verdictOf(await approve(planned))).toEqual(DEPLOYED)
    expect(sent()[1]).toEqual(given(SECRET))
  })
})

describe('the job that deploys makes the change set again with the secret', () => {
  it('and executes it where its changes are those approved', async () => {
    const planned = await plan()
    const result = await approve(planned)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(sent()[1]).toEqual(given(SECRET))
    expect(executed(world.aws)).toBe(1)
    expect(new Set(names()).size).toBe(2)
    expect(await left()).toEqual([])
    expect(result.record.stacks[0]?.parameters).toEqual([{ name: 'Password', source: 'given', secret: true }])
  })

  it('and executes it where it changes besides what uses the secret, in place', async () => {
    await settled()
    await world.write('template.yaml', template(60))
    const planned = await plan()
    expect(planned.record.stacks[0]?.plan?.changes.map(({ logicalId }) => logicalId)).toEqual(['Queue'])
    const result = await approve(planned)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.plan?.changes.map(({ logicalId }) => logicalId)).toEqual(['Queue', 'Function'])
    expect(executed(world.aws)).toBe(2)
  })

  it('and executes it where nothing but the secret is new', async () => {
    await settled()
    const planned = await plan()
    expect(verdictOf(planned)).toMatchObject({ reason: 'PLANNED' })
    expect(planned.summary).toContain('Set after approval in demo')
    expect(verdictOf(await approve(planned))).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(2)
  })

  it('and puts back what has drifted, where the plan does', async () => {
    await settled()
    await world.write('.github/deploy.yml', `${CONFIG}    drift: revert\n`)
    const differences = [{ path: '/VisibilityTimeout', expected: '30', actual: '5' }]
    world.aws.stacks.drift('demo', [{ logicalId: 'Queue', status: 'MODIFIED', differences }])
    expect(verdictOf(await approve(await plan()))).toEqual(DEPLOYED)
    expect(world.aws.stacks.drifted('demo')).toEqual([])
  })

  it('and finds nothing to change where the secret is the old one', async () => {
    await settled()
    const result = await approve(await plan(), { env: { DB: OLD } })
    expect(verdictOf(result)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(executed(world.aws)).toBe(1)
    expect(await left()).toEqual([])
  })

  it('and refuses what it would replace', async () => {
    await world.write('template.yaml', template(30, 'FunctionName: !Ref Password'))
    await settled()
    await world.write('template.yaml', template(60, 'FunctionName: !Ref Password'))
    const planned = await plan()
    const result = await approve(planned)
    expect(verdictOf(result)).toEqual(REFUSED)
    expect(executed(world.aws)).toBe(1)
    expect(await left()).toEqual([planned.record.stacks[0]?.plan?.changeSet])
    const [finding] = result.record.stages.find(({ stage }) => stage === 'deploy')?.findings ?? []
    expect(finding?.evidence?.[1]).toMatch(/^Function +- +Modify AWS::Lambda::Function \(replacement: True\)/)
    expect(result.summary).toContain('(replacement: True)')
  })

  it('and refuses what only comes with its value', async () => {
    const more = `  Spare: { Type: AWS::SNS::Topic, Condition: Special }\nConditions: { Special: !Equals [!Ref Password, ${SECRET}] }\n`
    await world.write('template.yaml', template(30, 'Timeout: 3', more))
    await world.write('.github/deploy.yml', `${CONFIG}    allow: { secrets: [Special], reason: a test of what it changes }\n`)
    const result = await approve(await plan())
    expect(verdictOf(result)).toEqual(REFUSED)
    expect(result.lines.join('\n')).toMatch(/Spare +- +Add AWS::SNS::Topic/)
    expect(executed(world.aws)).toBe(0)
  })

  it('and refuses a template that holds what only now is known to be the secret', async () => {
    await world.write('template.yaml', `${template(30)}Outputs: { Told: { Value: ${SECRET} } }\n`)
    const result = await approve(await plan())
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'SECRET_IN_TEMPLATE' })
    expect(executed(world.aws)).toBe(0)
  })

  it('and refuses where the secret is still missing, before AWS is asked for anything', async () => {
    const planned = await plan()
    const calls = world.aws.calls.length
    const result = await approve(planned, { env: { DB: '' } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'SECRET_MISSING' })
    expect(result.record.resume).toContain('Set it in the input `secrets`')
    expect(world.aws.calls).toHaveLength(calls)
  })
})

it('takes all other parameters as they were approved, whatever they are in the job that deploys', async () => {
  await world.write('.github/deploy.yml', CONFIG.replace('Password:', 'Size: "${env.SIZE}", Password:'))
  await world.write('template.yaml', template(30).replace('Parameters:\n', 'Parameters:\n  Size: { Type: String }\n'))
  const planned = await world.deploy({ identity: run, env: { SIZE: '1' }, inputs: { stages: 'synthesize,plan' } })
  expect(verdictOf(await approve(planned, { env: { DB: SECRET, SIZE: '2' } }))).toEqual(DEPLOYED)
  expect(sent().at(-1)).toContainEqual({ ParameterKey: 'Size', ParameterValue: '1' })
})

describe('a plan that waits for a secret is stale', () => {
  it('when the stack has moved', async () => {
    await settled()
    await world.write('template.yaml', template(60))
    const planned = await plan()
    await world.write('template.yaml', template(90))
    expect(verdictOf(await world.deploy({ identity: { runId: '44' }, env: { DB: OLD } }))).toEqual(DEPLOYED)
    await world.write('template.yaml', template(60))
    expect(verdictOf(await approve(planned))).toMatchObject({ reason: 'PLAN_STALE' })
    expect(executed(world.aws)).toBe(2)
  })

  it('when its change set was rejected', async () => {
    const planned = await plan()
    await client().send(new DeleteChangeSetCommand({ StackName: 'demo', ChangeSetName: String(names()[0]) }))
    expect(verdictOf(await approve(planned))).toMatchObject({ reason: 'PLAN_STALE' })
    expect(created()).toHaveLength(1)
  })

  it('when it was blocked', async () => {
    await settled()
    await world.write('template.yaml', template(30).replace('  Queue:', '  Other:'))
    const planned = await plan()
    expect(verdictOf(planned)).toMatchObject({ reason: 'PLAN_BLOCKED' })
    expect(verdictOf(await approve(planned))).toMatchObject({ reason: 'PLAN_MISSING' })
    expect(executed(world.aws)).toBe(1)
  })
})

describe('a job that deploys with the secret and is killed', () => {
  const again = { identity: { ...run, attempt: '2' } }

  it('between the second change set and its execution leaves one that the re-run makes anew', async () => {
    await settled()
    await world.write('template.yaml', template(60))
    const planned = await plan()
    await approve(planned, {
      env: { DB: 'a-wrong-password' },
      killWhen: (aws) => created().length === 3 && aws.calls.at(-1)?.action === 'DescribeStackEvents',
    })
    expect(executed(world.aws)).toBe(1)
    expect(await left()).toHaveLength(2)
    expect(verdictOf(await approve(planned, again))).toEqual(DEPLOYED)
    expect(sent()[3]).toEqual(given(SECRET))
    expect(created()[3]?.status).toBe(200)
    // One name for every value: nothing of it stands in there.
    expect(names()[3]).toBe(names()[2])
    expect(executed(world.aws)).toBe(2)
    expect(await left()).toEqual([])
  })

  it.each(Array.from({ length: 20 }, (_, call) => call))('at its call %i is picked up by the re-run', async (at) => {
    await settled()
    await world.write('template.yaml', template(60))
    const planned = await plan()
    let call = 0
    await approve(planned, { killWhen: () => call++ === at })
    const result = await approve(planned, again)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(2)
    expect(await left()).toEqual([])
  })

  it.each(['DescribeStackEvents', 'DescribeStacks', '*'])('is followed where %s tells late what it began', async (action) => {
    await settled()
    await world.write('template.yaml', template(60))
    const planned = await plan()
    await approve(planned, { killWhen: (aws) => count(aws, 'ExecuteChangeSet') === 2 })
    const slow = ['DescribeStackEvents', 'DescribeStacks'].filter((one) => action === '*' || action === one)
    for (const one of slow) world.aws.fault({ action: one, kind: 'stale', ms: 10_000 })
    expect(verdictOf(await approve(planned, again))).toEqual(DEPLOYED)
    expect([executed(world.aws), created().length]).toEqual([2, 3])
  })

  it('while it creates a stack is picked up by the re-run', async () => {
    const planned = await plan()
    await approve(planned, { killWhen: (aws) => count(aws, 'ExecuteChangeSet') === 1 })
    expect(verdictOf(await approve(planned, again))).toEqual(DEPLOYED)
    expect([executed(world.aws), created().length]).toEqual([1, 2])
  })

  it('after the operation has ended is told how it ended', async () => {
    await settled()
    await world.write('template.yaml', template(60))
    const planned = await plan()
    world.aws.script('demo', { resources: { Queue: { fail: { update: 'too small' } } } })
    await approve(planned, { killWhen: (aws) => count(aws, 'ExecuteChangeSet') === 2 })
    await world.clock.sleep(600_000)
    expect(verdictOf(await approve(planned, again))).toMatchObject({ reason: 'DEPLOY_FAILED' })
    expect(executed(world.aws)).toBe(2)
  })

  it('loses no answer: one lost by creation and execution makes no second of either', async () => {
    const planned = await plan()
    world.aws.fault({ action: 'CreateChangeSet', kind: 'reset-after', times: 1 })
    world.aws.fault({ action: 'ExecuteChangeSet', kind: 'reset-after', times: 1 })
    expect(verdictOf(await approve(planned))).toEqual(DEPLOYED)
    expect(new Set(names()).size).toBe(2)
    expect(executed(world.aws)).toBe(1)
  })
})

it('with several stacks nothing is executed where the change set of one may not run', async () => {
  await world.write(
    '.github/deploy.yml',
    `${CONFIG}  - name: second\n    template: other.yaml\n    parameters: { Password: "x\${secrets.DB}" }\n`,
  )
  await world.write('other.yaml', template(30, 'FunctionName: !Ref Password'))
  await settled()
  await world.write('template.yaml', template(60))
  await world.write('other.yaml', template(60, 'FunctionName: !Ref Password'))
  const planned = await plan()
  expect(verdictOf(await approve(planned))).toEqual(REFUSED)
  expect(executed(world.aws)).toBe(2)
  expect([await left(), await left('second')]).toEqual(planned.record.stacks.map((stack) => [stack.plan?.changeSet]))
})

it('the secret stands nowhere but in the request, and neither does the placeholder', async () => {
  const planned = await plan()
  const result = await approve(planned)
  const [made] = sent()[0] as { ParameterValue: string }[]
  const folder = join(world.folder, 'temp')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(files.filter((f) => f.isFile()).map((f) => readFile(join(f.parentPath, f.name), 'utf8')))
  const requests = world.aws.calls.map(({ params: { Parameters: _own, ...rest } }) => rest)
  const all =
    JSON.stringify([planned, result, requests, world.github.calls].map((part) => ({ ...part, masks: [] }))) + texts.join('\n')
  expect(all).not.toContain(SECRET)
  expect(all).not.toContain(made?.ParameterValue)
})
