import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene } from './scene.ts'
import { DEPLOYED, verdictOf } from './sight.ts'

const leaf = (property: string) => `Parameters:
  Db: { Type: String, NoEcho: true }
Resources:
  Function: { Type: AWS::Lambda::Function, Properties: { Role: none, Code: { ZipFile: '' }, ${property} } }
`
const root = (key: string) => `Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/${key}', Parameters: { Db: !Ref Password } }
`
const ENVIRONMENT = 'Environment: { Variables: { PASSWORD: !Ref Db } }'

let world: Scene
beforeEach(async () => {
  world = await scene()
  world.aws.objects.createBucket('templates')
  await world.write('.github/deploy.yml', `${SMALLEST}    parameters: { Password: "\${secrets.DB}" }\n`)
})
afterEach(() => world.close())

/** Plans without the secret over a stack that has another one, and deploys with it. */
async function rotated(property: string) {
  world.aws.objects.put('templates', 'leaf.yaml', leaf(property))
  await world.write('template.yaml', root('leaf.yaml'))
  await world.deploy({ env: { DB: 'an-older-password' } })
  const identity = { runId: '43' }
  const plan = await world.deploy({ identity, inputs: { stages: 'synthesize,plan' } })
  await world.carry('plan')
  const inputs = { stages: 'synthesize,deploy', record: 'plan/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' }
  return world.deploy({ identity, env: { DB: 'a-newer-password' }, inputs })
}

it('what a secret changes in place in a nested stack that it is handed to is let through', async () => {
  const result = await rotated(ENVIRONMENT)
  expect(verdictOf(result)).toEqual(DEPLOYED)
  const changes = result.record.stacks[0]?.plan?.changes.map(({ path, logicalId }) => [...(path ?? []), logicalId].join('/'))
  expect(changes).toEqual(['Inner', 'Inner/Function'])
})

it('what it replaces there is not', async () => {
  const result = await rotated('FunctionName: !Ref Db')
  expect(verdictOf(result)).toMatchObject({ reason: 'PLAN_DIFFERS' })
  expect(result.lines.join('\n')).toMatch(/Inner\/Function +- +Modify AWS::Lambda::Function \(replacement: True\)/)
})

it('nothing is where nobody may look into the nested stack', async () => {
  await world.write(
    '.github/deploy.yml',
    `${SMALLEST}    parameters: { Password: "\${secrets.DB}" }\n    nested-change-sets: false\n`,
  )
  expect(verdictOf(await rotated(ENVIRONMENT))).toMatchObject({ reason: 'PLAN_DIFFERS' })
})
