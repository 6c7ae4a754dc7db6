import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene } from './scene.ts'
import { DEPLOYED, verdictOf } from './sight.ts'

const template = (timeout: number, mode: string) => `Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: ${mode} } }
  Old: { Type: AWS::SNS::Topic }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: shop
      Role: none
      Code: { ZipFile: '' }
      Environment: { Variables: { MODE: ${mode}, PASSWORD: !Ref Password } }
`
const config = (password: string) => `${SMALLEST}    parameters: { Password: ${password} }\n`

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', config('rosebud-one'))
  await world.write('template.yaml', template(30, 'slowest'))
  await world.deploy()
})
afterEach(() => world.close())

describe('what a plan shows of each property', () => {
  it('is its value before and after, in record, summary and log', async () => {
    await world.write('template.yaml', template(60, 'slowest').replace('  Old: { Type: AWS::SNS::Topic }\n', ''))
    const result = await world.deploy({ identity: { runId: '43' }, inputs: { stages: 'plan' } })
    expect(result.record.stacks[0]?.plan?.changes).toMatchObject([
      { logicalId: 'Queue', properties: [{ name: 'VisibilityTimeout', before: '30', after: '60' }] },
      { action: 'Remove', logicalId: 'Old', policyAction: 'Delete' },
    ])
    expect(result.summary).toContain('VisibilityTimeout: 30 → 60')
    expect(result.summary).toContain('### Plan: 1 remove, 1 modify')
    expect(result.lines.join('\n')).toContain('VisibilityTimeout: 30 → 60')
  })

  it('stays one harmless line, whatever stands in it', async () => {
    const hostile = '"## x\\n::error::boo\\n| a | <img src=x> |"'
    await world.write('template.yaml', template(30, hostile))
    const result = await world.deploy({ identity: { runId: '43' }, inputs: { stages: 'plan' } })
    expect(result.lines.filter((line) => /^\s*(::error|\|)/.test(line))).toEqual([])
    expect(result.lines.join('\n')).toContain('## x ::error::boo')
    expect(result.summary).not.toMatch(/^## x|<img/m)
  })

  it('is never a secret: neither of the environment of a function nor of a parameter that is not echoed', async () => {
    await world.write('.github/deploy.yml', config('rosebud-two'))
    await world.write('template.yaml', template(60, 'rosebud-two'))
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const changes = result.record.stacks[0]?.plan?.changes ?? []
    expect(changes.find(({ logicalId }) => logicalId === 'Function')?.properties[0]?.after).toBe(
      '{"Variables":{"MODE":"***","PASSWORD":"***"}}',
    )
    expect(changes.find(({ logicalId }) => logicalId === 'Topic')?.properties).toMatchObject([
      { before: 'slowest', after: '***' },
    ])
    expect(result.masks).toContain('rosebud-two')
    expect([result.recordText, ...result.summaries, ...result.lines].join('\n')).not.toMatch(/rosebud/)
  })
})
