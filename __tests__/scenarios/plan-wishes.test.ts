import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { DEPLOYED, verdictOf } from './sight.ts'

const ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors'
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', 'Resources:\n  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }\n')
})
afterEach(() => world.close())

/** What the change set of a first deployment is asked for with, and the digest of its content. */
async function asked(keys: string, runId = '43') {
  await world.write('.github/deploy.yml', `${SMALLEST}${keys}`)
  const result = await world.deploy({ inputs: { stages: 'plan' }, identity: { runId } })
  expect(result.outputs['reason-code']).toBe('PLANNED')
  const params = world.aws.calls.findLast(({ action }) => action === 'CreateChangeSet')?.params
  return { params, digest: result.record.stacks[0]?.plan?.contentDigest }
}

describe('what a change set is asked for', () => {
  it.each([
    ['topics that are told', `    notification-arns: ['${TOPIC}']\n`, { NotificationARNs: [TOPIC] }],
    [
      'alarms that take it back',
      `    monitor: { for: 10m, alarms: ['${ALARM}'] }\n`,
      {
        RollbackConfiguration: {
          MonitoringTimeInMinutes: '10',
          RollbackTriggers: [{ Arn: ALARM, Type: 'AWS::CloudWatch::Alarm' }],
        },
      },
    ],
    ['another mode', '    mode: express\n', { DeploymentConfig: { Mode: 'EXPRESS' } }],
    ['the deletion of a new stack that fails', '    on-deploy-failure: delete\n', { OnStackFailure: 'DELETE' }],
    ['capabilities', '    capabilities: [CAPABILITY_NAMED_IAM]\n', { Capabilities: ['CAPABILITY_NAMED_IAM'] }],
  ])('has %s, and so has the digest of its content', async (_what, keys, wanted) => {
    const plain = await asked('', '42')
    const { params, digest } = await asked(keys)
    expect(params).toMatchObject(wanted)
    for (const key of Object.keys(wanted)) if (key !== 'Capabilities') expect(plain.params).not.toHaveProperty(key)
    expect(digest).not.toBe(plain.digest)
  })

  it('acknowledges macros where a tool does, whatever the configuration acknowledges', async () => {
    const properties = { templateFile: 'demo.template.json' }
    const stack = { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties }
    await world.write('cdk.out/manifest.json', JSON.stringify({ version: '48.0.0', artifacts: { demo: stack } }))
    await world.write('cdk.out/demo.template.json', JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }))
    const cdk = 'version: 1\nstacks:\n  - name: app\n    cdk: { app: cdk.out, assume-roles: false }\n'
    await world.write('.github/deploy.yml', `${cdk}    capabilities: [CAPABILITY_IAM]\n`)
    expect((await world.deploy({ inputs: { stages: 'synthesize, plan' } })).outputs['reason-code']).toBe('PLANNED')
    const params = world.aws.calls.findLast(({ action }) => action === 'CreateChangeSet')?.params
    expect(params?.['Capabilities']).toEqual(['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'])
  })

  it('looks into nested stacks or does not, which changes nothing of what is approved', async () => {
    const plain = await asked('', '42')
    const { params, digest } = await asked('    nested-change-sets: false\n')
    expect([plain.params?.['IncludeNestedStacks'], params?.['IncludeNestedStacks']]).toEqual(['true', 'false'])
    expect(digest).toBe(plain.digest)
  })
})

describe('alarms of an update', () => {
  it('stay as the stack has them where none are named', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}    monitor: { for: 10m, alarms: ['${ALARM}'] }\n`)
    await world.deploy()
    await world.write('.github/deploy.yml', SMALLEST)
    await world.write('template.yaml', TEMPLATE)
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
    const sent = world.aws.calls.findLast(({ action }) => action === 'CreateChangeSet')?.params
    expect(sent).not.toHaveProperty('RollbackConfiguration')
    expect(sent).not.toHaveProperty('NotificationARNs')
  })
})
