import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'

const table = (key: string, more = '') => `  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: ${key}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
${more}`
const queue = (timeout: number) => `  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }\n`
const BLOCKED = { failed: true, verdict: 'failed', reason: 'PLAN_BLOCKED' }
const NEXT = { identity: { runId: '43' } }

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', `Resources:\n${table('orders')}${queue(30)}`)
  await world.deploy()
})
afterEach(() => world.close())

const planned = (resources: string) => world.write('template.yaml', `Resources:\n${resources}`)

describe('a plan that would lose data', () => {
  it('is blocked, names the line that lets it through, and leaves no change set', async () => {
    await planned(table('orders-2') + queue(30))
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(BLOCKED)
    expect(executed(world.aws)).toBe(1)
    expect(world.aws.stacks.status('demo')).toBe('CREATE_COMPLETE')
    const [finding] = result.record.stages.find(({ stage }) => stage === 'plan')?.findings ?? []
    expect(finding).toMatchObject({ severity: 'critical', code: 'PLAN_BLOCKED', where: 'demo/Orders' })
    expect(finding?.fix).toContain('allow: { replace: [Orders], reason: "why" }')
    expect(result.summary).toContain('replace: \\[Orders\\]')
    expect(result.record.stacks[0]?.plan).toMatchObject({ changes: [{ logicalId: 'Orders', replacement: 'True' }] })
    expect(result.record.stacks[0]?.plan).not.toHaveProperty('changeSet')
    expect(count(world.aws, 'DeleteChangeSet')).toBe(1)
  })

  it('is blocked too where the resource is taken out of the template', async () => {
    await planned(queue(30))
    expect(verdictOf(await world.deploy(NEXT))).toEqual(BLOCKED)
  })

  it('is blocked too where only a policy that keeps it goes', async () => {
    await planned(table('orders').replace('    DeletionPolicy: Retain\n', '') + queue(30))
    expect(verdictOf(await world.deploy(NEXT))).toEqual(BLOCKED)
  })

  it('cannot be executed by another job from its record', async () => {
    await planned(table('orders-2') + queue(30))
    const { outputs: made } = await world.deploy({ ...NEXT, inputs: { stages: 'plan' } })
    await world.carry('plan')
    const { outputs } = await world.deploy({
      ...NEXT,
      inputs: { stages: 'deploy', record: 'plan/record.json', 'record-sha256': made['record-sha256'] ?? '' },
    })
    expect(outputs['reason-code']).toBe('PLAN_MISSING')
    expect(executed(world.aws)).toBe(1)
  })

  it('takes the change sets of the other stacks along', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}  - { name: side, template: side.yaml }\n`)
    await world.write('side.yaml', `Resources:\n${queue(30)}`)
    await planned(table('orders-2') + queue(30))
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(BLOCKED)
    expect(result.record.stacks.map(({ plan }) => [plan?.changes.length, plan?.changeSet])).toEqual([
      [1, undefined],
      [1, undefined],
    ])
    expect(count(world.aws, 'DeleteChangeSet')).toBe(2)
  })
})

describe('what is let through by name', () => {
  const allowing = (line: string) =>
    world.write('.github/deploy.yml', `${SMALLEST}    allow: { ${line}, reason: "orders are test data" }\n`)

  it('is deployed, and the reason is in record, summary and log', async () => {
    await allowing('replace: [Orders]')
    await planned(table('orders-2') + queue(30))
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    for (const text of [result.recordText, result.summary, result.lines.join('\n')])
      expect(text).toContain('orders are test data')
  })

  it('does not let anything else through', async () => {
    await allowing('remove: [Orders]')
    await planned(table('orders-2') + queue(30))
    expect(verdictOf(await world.deploy(NEXT))).toEqual(BLOCKED)
  })
})

describe('what only warns', () => {
  it('is deployed, with a finding', async () => {
    const role = (action: string) => `  Role:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: all
      PolicyDocument: { Statement: [{ Effect: Allow, Action: '${action}', Resource: '*' }] }
      Users: [ci]
`
    await world.write('.github/deploy.yml', `${SMALLEST}    capabilities: [CAPABILITY_IAM]\n`)
    await planned(table('orders') + queue(30) + role('*'))
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const plan = result.record.stages.find(({ stage }) => stage === 'plan')
    expect(plan).toMatchObject({ phase: 'successful', findings: [{ where: 'demo/Role' }] })
    expect(plan?.findings[0]?.title).toContain('grants much')
  })
})

describe('the deployed template', () => {
  it('must be readable: what cannot be compared is not executed, and no change set is left', async () => {
    await planned(table('orders') + queue(60))
    world.aws.fault({ action: 'GetTemplate', kind: 'denied' })
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'ACCESS_DENIED' })
    expect(result.summary).toContain('Allow cloudformation:GetTemplate to the role in use')
    expect([executed(world.aws), count(world.aws, 'DeleteChangeSet')]).toEqual([1, 1])
  })

  it('is asked for once, and only where something changes', async () => {
    const asked = () => count(world.aws, 'GetTemplate')
    expect(asked()).toBe(0)
    await world.deploy(NEXT)
    expect(asked()).toBe(0)
    await planned(table('orders') + queue(60))
    await world.deploy({ identity: { runId: '44' } })
    expect(asked()).toBe(1)
  })
})
