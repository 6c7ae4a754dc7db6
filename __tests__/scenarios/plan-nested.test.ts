import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene } from './scene.ts'
import { DEPLOYED, verdictOf } from './sight.ts'

const leaf = (timeout: number, table: string) => `Resources:
  Deep: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: ${table}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`
const holder = (id: string, key: string) => `Resources:
  ${id}:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/${key}' }
`
const NEXT = { identity: { runId: '43' } }

let world: Scene
let version = 0
/** The root, whose leaf is two stacks below. */
async function wanted(timeout: number, table = 'orders') {
  version += 1
  world.aws.objects.put('templates', `leaf-${version}.yaml`, leaf(timeout, table))
  world.aws.objects.put('templates', `middle-${version}.yaml`, holder('Inner', `leaf-${version}.yaml`))
  await world.write('template.yaml', holder('Outer', `middle-${version}.yaml`))
}
beforeEach(async () => {
  world = await scene()
  world.aws.objects.createBucket('templates')
  await wanted(30)
  await world.deploy()
})
afterEach(() => world.close())

const paths = (result: Awaited<ReturnType<Scene['deploy']>>) =>
  result.record.stacks[0]?.plan?.changes.map(({ path, logicalId }) => [...(path ?? []), logicalId].join('/'))

describe('the plan of nested stacks', () => {
  it('has the changes of each under its path', async () => {
    await wanted(60)
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(paths(result)).toEqual(['Outer', 'Outer/Inner', 'Outer/Inner/Deep'])
    expect(result.summary).toContain('Outer/Inner/Deep')
    expect(result.recordText).not.toContain(':changeSet/')
  })

  it('is blocked by what is lost two stacks below, and let through by its path', async () => {
    await wanted(30, 'orders-2')
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toMatchObject({ verdict: 'failed', reason: 'PLAN_BLOCKED' })
    const plan = result.record.stages.find(({ stage }) => stage === 'plan')
    expect(plan?.findings).toMatchObject([{ where: 'demo/Outer/Inner/Orders', severity: 'critical' }])
    await world.write('.github/deploy.yml', `${SMALLEST}    allow: { replace: [Outer/Inner/Orders], reason: empty }\n`)
    expect(verdictOf(await world.deploy({ identity: { runId: '44' } }))).toEqual(DEPLOYED)
  })

  it('tells the reason from the innermost where one fails', async () => {
    await wanted(60)
    world.aws.script('demo/Outer/Inner', { changeSetFailure: 'the template of the leaf is wrong' })
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toMatchObject({ verdict: 'failed', reason: 'PLAN_FAILED' })
    expect(result.record.stages.find(({ stage }) => stage === 'plan')?.reason).toBe(
      'Stack demo: the change set failed: the template of the leaf is wrong',
    )
  })

  it('says only that they change where it is switched off', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}    nested-change-sets: false\n`)
    await wanted(60)
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(paths(result)).toEqual(['Outer'])
  })
})
