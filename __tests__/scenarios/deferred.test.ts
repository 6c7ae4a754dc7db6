import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Run, type Scene, scene } from './scene.ts'
import { begun, count, DEPLOYED, verdictOf } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('net.yaml', net())
  await world.write('web.yaml', WEB)
})
afterEach(() => world.close())

const net = (name = 'one', timeout = 30) => `Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }
Outputs:
  Name: { Value: ${name} }
`
/** The name of a table that holds data is what the other stack gives. */
const WEB = `Parameters:
  Name: { Type: String }
  Key: { Type: String, NoEcho: true }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Ref Name } }
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Key } }
`
const config = (deferred: string, more = '') => `version: 1
deferred: ${deferred}
stacks:
  - name: web
    template: web.yaml
    parameters: { Name: "t-\${outputs.net.Name}", Key: "\${secrets.WEB_KEY}" }
${more}  - { name: net, template: net.yaml }
`
const env = { WEB_KEY: 'a-key-that-nobody-sees' }
const planning: Run = { env, inputs: { stages: 'plan,report' } }

/** The job that deploys has the configuration and the folder of the record, and no template. */
async function deploying(plan: Result, run: Partial<Run> = {}): Promise<Result> {
  for (const file of ['net.yaml', 'web.yaml']) await rm(join(world.folder, file), { force: true })
  const inputs = { stages: 'deploy,report', record: 'plan/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' }
  return await world.deploy({ env, ...run, inputs })
}

async function planned(): Promise<Result> {
  await world.write('.github/deploy.yml', config('allow'))
  const plan = await world.deploy(planning)
  await world.carry('plan')
  return plan
}
const bound = () => world.aws.calls.filter(({ action }) => action === 'CreateChangeSet').at(-1)?.params['Parameters']

describe('a stack whose inputs are not there yet', () => {
  it('is shown to the reviewer with why, and with what its approval binds', async () => {
    const plan = await planned()
    expect(verdictOf(plan)).toEqual({ failed: false, verdict: 'successful', reason: 'PLANNED' })
    const web = plan.record.stacks.find(({ name }) => name === 'web')
    expect(web?.plan).toMatchObject({ kind: 'deferred', changes: [] })
    expect(web?.plan?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(web?.parameters).toEqual([
      { name: 'Key', source: 'given', secret: true },
      { name: 'Name', source: 'given', secret: false, value: 't-${outputs.net.Name}' },
    ])
    expect(plan.summary).toContain('Planned when its turn comes: web, since its parameter Name takes what is not there yet')
    expect(plan.recordText + plan.summary).not.toContain(env.WEB_KEY)
    expect(count(world.aws, 'CreateChangeSet')).toBe(1)
  })

  it('is planned at its turn by the job that deploys, without a template in the workspace', async () => {
    const result = await deploying(await planned())
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(begun(world.aws)).toEqual(['net CREATE_STACK', 'web CREATE_STACK'])
    expect(bound()).toEqual(
      expect.arrayContaining([
        { ParameterKey: 'Name', ParameterValue: 't-one' },
        { ParameterKey: 'Key', ParameterValue: env.WEB_KEY },
      ]),
    )
  })

  it('gets a secret that only the job that deploys has', async () => {
    await world.write('.github/deploy.yml', config('allow'))
    const plan = await world.deploy({ ...planning, env: {} })
    await world.carry('plan')
    expect(verdictOf(await deploying(plan))).toEqual(DEPLOYED)
    expect(bound()).toEqual(expect.arrayContaining([{ ParameterKey: 'Key', ParameterValue: env.WEB_KEY }]))
  })

  it('is not deployed from a file that somebody has changed', async () => {
    const plan = await planned()
    const path = join(world.folder, 'plan/stack-web.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('AWS::SNS::Topic', 'AWS::IAM::User'))
    expect(verdictOf(await deploying(plan))).toMatchObject({ failed: true, reason: 'RECORD_INVALID' })
    expect(begun(world.aws)).toEqual([])
  })

  it('is refused where that is the policy, with both ways out', async () => {
    await world.write('.github/deploy.yml', config('refuse'))
    const result = await world.deploy({ env })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_BLOCKED' })
    const fix = result.record.stages.find(({ stage }) => stage === 'plan')?.fix
    expect(fix).toBe('Deploy net first, with the input `stacks`, or set `deferred: allow` in the environment.')
    expect(begun(world.aws)).toEqual([])
  })

  it.each([3, 6, 9, 12, 15, 18])('goes on where a job was lost after %d calls, and nothing is done twice', async (point) => {
    const plan = await planned()
    const before = world.aws.calls.length
    await deploying(plan, { killWhen: (aws) => aws.calls.length >= before + point })
    const result = await deploying(plan, { identity: { attempt: '2' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(begun(world.aws)).toEqual(['net CREATE_STACK', 'web CREATE_STACK'])
  })
})

describe('a stack whose inputs become others before its turn', () => {
  const second = { identity: { runId: '43' } }
  async function deployedBefore(deferred: string, more = '') {
    await world.write('.github/deploy.yml', config('allow', more))
    expect(verdictOf(await world.deploy({ env }))).toEqual(DEPLOYED)
    world.aws.reset()
    await world.write('.github/deploy.yml', config(deferred, more))
    await world.write('net.yaml', net('two', 60))
    await world.write('web.yaml', WEB.replace('DisplayName: !Ref Key', 'DisplayName: !Sub "${Key}!"'))
  }

  it('is not executed as it was planned: the plan is stale', async () => {
    await deployedBefore('refuse')
    const result = await world.deploy({ env, ...second })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_STALE' })
    expect(begun(world.aws)).toEqual(['net UPDATE_STACK'])
    expect(result.summary).toContain('what its Name is made of is not what it was when it was planned')
  })

  it('is planned again where that is allowed, and what loses data blocks it then', async () => {
    await deployedBefore('allow')
    const result = await world.deploy({ env, ...second })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_BLOCKED' })
    expect(result.summary).toContain('Table')
    expect(begun(world.aws)).toEqual(['net UPDATE_STACK'])
  })

  it('runs in the job that deploys where its loss is allowed by name', async () => {
    const more = '    allow: { replace: [Table], reason: it is made anew from the queue }\n'
    await deployedBefore('allow', more)
    const plan = await world.deploy({ ...planning, ...second })
    await world.carry('plan')
    const result = await deploying(plan, second)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(begun(world.aws)).toEqual(['net UPDATE_STACK', 'web UPDATE_STACK'])
    expect(bound()).toEqual(expect.arrayContaining([{ ParameterKey: 'Name', ParameterValue: 't-two' }]))
  })
})
