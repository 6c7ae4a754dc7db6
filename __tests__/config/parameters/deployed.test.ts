import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type Scene, scene } from '../../scenarios/scene.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', TEMPLATE)
  await world.write('.github/deploy.yml', CONFIGURATION)
})
afterEach(() => world.close())

const TEMPLATE = `Parameters:
  Size: { Type: String }
  Stage: { Type: String }
  Kept: { Type: String, Default: of the template }
  Key: { Type: String, NoEcho: true, Default: none }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "\${Size}-\${Stage}" } }
`
const CONFIGURATION = `version: 1
stacks:
  - name: demo
    template: template.yaml
    parameters-file: [common.yaml, "parameters/\${environment}.json"]
    parameters: { Size: large }
`
const staging = { inputs: { environment: 'staging' }, env: { KEY_MATERIAL: 'correct horse' } }

/** Parameters that the change set was asked for. */
const sent = () => world.aws.calls.find(({ action }) => action === 'CreateChangeSet')?.params['Parameters']

it('deploys with what the files say, the stack above them, and no secret in sight', async () => {
  await world.write('common.yaml', 'Size: small\nStage: ${environment}\nKey: ${secrets.KEY_MATERIAL}\n')
  await world.write('parameters/staging.json', '[{ "ParameterKey": "Kept", "ParameterValue": "${environment}" }]')
  const { outputs, masks, recordText, lines, summary } = await world.deploy(staging)
  expect(outputs['reason-code']).toBe('DEPLOYED')
  expect(sent()).toEqual([
    { ParameterKey: 'Size', ParameterValue: 'large' },
    { ParameterKey: 'Stage', ParameterValue: 'staging' },
    { ParameterKey: 'Kept', ParameterValue: '${environment}' },
    { ParameterKey: 'Key', ParameterValue: 'correct horse' },
  ])
  expect(masks).toContain('correct horse')
  expect([recordText, summary, ...lines].join('\n')).not.toContain('correct horse')
})

it('refuses a secret of a file for a parameter that everyone can read', async () => {
  await world.write('common.yaml', 'Stage: ${secrets.KEY_MATERIAL}\n')
  await world.write('parameters/staging.json', '{}')
  const { outputs } = await world.deploy(staging)
  expect(outputs['reason-code']).toBe('SECRET_EXPOSED')
})

it('says which file is wrong before AWS is asked for anything', async () => {
  await world.write('common.yaml', 'Stage: a\nStage: b\n')
  await world.write('parameters/staging.json', '{}')
  const { outputs, summary } = await world.deploy(staging)
  expect(outputs['reason-code']).toBe('PARAMETERS_INVALID')
  expect(summary).toContain('common.yaml:2:1: the key “Stage” stands here twice')
  expect(world.aws.calls).toEqual([])
})

it('says which file is not there, and how to mend it', async () => {
  await world.write('common.yaml', 'Stage: a\n')
  const { outputs, summary } = await world.deploy(staging)
  expect(outputs['reason-code']).toBe('PARAMETERS_INVALID')
  expect(summary).toContain('There is no parameters file parameters/staging.json.')
  expect(summary).toContain('of stack demo; the path is relative to the root of the repository.')
  expect(world.aws.calls).toEqual([])
})
