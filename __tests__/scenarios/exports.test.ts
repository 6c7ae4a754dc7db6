import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, scene } from './scene.ts'
import { begun, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const net = (cidr = '30', name = '!Sub "${Env}-queue"') => `Parameters: { Env: { Type: String } }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${cidr} } }
Outputs:
  Q: { Value: !Ref Queue, Export: { Name: ${name} } }
`
const WEB = `Parameters: { Net: { Type: String } }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: { "Fn::ImportValue": !Join ["-", [!Ref Net, queue]] } } }
Outputs:
  T: { Value: !Ref Topic }
`
const CONFIG = `version: 1
deferred: allow
stacks:
  - { name: web, template: web.yaml, parameters: { Net: prod } }
  - { name: net, template: net.yaml, parameters: { Env: prod } }
`
async function written(config = CONFIG, template = net()) {
  await world.write('.github/deploy.yml', config)
  await world.write('net.yaml', template)
  await world.write('web.yaml', WEB)
}

describe('a stack that imports what another of the run exports', () => {
  it('comes after it, is planned when its turn comes, and gets its value', async () => {
    await written()
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(begun(world.aws)).toEqual(['net CREATE_STACK', 'web CREATE_STACK'])
    expect(result.record.stacks.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ['net', []],
      ['web', ['net']],
    ])
  })

  it('is refused by name where stacks may not wait, and nothing is begun', async () => {
    await written(CONFIG.replace('allow', 'refuse'))
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_BLOCKED' })
    expect(result.summary).toContain('web can only be planned when its turn comes')
    expect(result.summary).toContain('it imports prod-queue, which is not exported before net is deployed')
    expect(result.summary).toContain('Deploy net first')
    expect(begun(world.aws)).toEqual([])
  })

  it('can be planned at once where the export is there already', async () => {
    await written(CONFIG.replace('allow', 'refuse'))
    expect(verdictOf(await world.deploy({ inputs: { stacks: 'net' } }))).toEqual(DEPLOYED)
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks.map(({ plan }) => plan?.kind)).toEqual(['none', 'create'])
  })

  it('fails with the reason where nobody exports it', async () => {
    await written(CONFIG.replace('Net: prod', 'Net: other'))
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_FAILED' })
    expect(result.summary).toContain('No export named other-queue found')
    expect(executed(world.aws)).toBe(0)
  })

  it('makes a circle with what it is needed for by an output, which is named', async () => {
    await written(CONFIG.replace('Env: prod', 'Env: prod, Back: "${outputs.web.T}"'))
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'STACK_CYCLE' })
    const said = result.record.stages.find(({ stage }) => stage === 'plan')?.reason
    expect(said).toContain('web → net → web (web imports prod-queue of net)')
    expect(begun(world.aws)).toEqual([])
  })
})

describe('an export that is in use', () => {
  it('cannot be taken away: CloudFormation takes the change back, and its reason is told', async () => {
    await written()
    await world.deploy()
    world.aws.reset()
    await world.write('net.yaml', net('60', 'other'))
    const result = await world.deploy({ identity: { runId: '43' }, inputs: { stacks: 'net' } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
    expect(result.summary).toContain('Export prod-queue cannot be deleted as it is in use by web')
    expect(world.aws.stacks.status('net')).toBe('UPDATE_ROLLBACK_COMPLETE')
  })
})
