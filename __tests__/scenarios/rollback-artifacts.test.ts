import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientOf } from '../world/aws/testing/world.ts'
import { type Run, type Scene, SMALLEST, scene } from './scene.ts'
import { count, executed, verdictOf } from './sight.ts'

const withCode = (key: string, more = '') => `Parameters:
  Bucket: { Type: String, Default: artifacts }${more}
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: a-role
      Code: { S3Bucket: !Ref Bucket, S3Key: ${key} }
`
const BACK = { failed: false, verdict: 'successful', reason: 'ROLLED_BACK' }
const FAILED = { failed: true, verdict: 'failed', reason: 'ROLLBACK_FAILED' }

let world: Scene
beforeEach(async () => {
  world = await scene()
  world.aws.objects.createBucket('artifacts')
  for (const name of ['one.zip', 'two.zip', 'three.zip']) world.aws.objects.put('artifacts', name, `the code of ${name}`)
  await world.write('.github/deploy.yml', `${SMALLEST}records: artifacts/ours\n`)
})
afterEach(() => world.close())

async function deploy(template: string, runId: string, run: Run = {}) {
  await world.write('template.yaml', template)
  return world.deploy({ identity: { runId }, ...run })
}
const goBack = (record: string) => world.deploy({ identity: { runId: '99' }, inputs: { stages: 'rollback', record } })
const templateNow = async () => {
  const client = new CloudFormationClient(clientOf(world.aws))
  return (await client.send(new GetTemplateCommand({ StackName: 'demo' }))).TemplateBody
}

describe('what the old version needs from buckets', () => {
  it('is looked for when the plan is made, and there is no way back where it is gone', async () => {
    await deploy(withCode('one.zip'), '42')
    world.aws.objects.remove('artifacts', 'one.zip')
    const { record, summary } = await deploy(withCode('two.zip'), '43', { inputs: { stages: 'plan' } })
    expect(record.stacks[0]?.wayBack).toEqual({
      risk: 'none',
      lost: ['what the stack is made of now is gone: there is no object one.zip in bucket artifacts'],
    })
    expect(summary).toContain('❌ no way back')
  })

  it('is not called gone where it may not be looked at', async () => {
    await deploy(withCode('one.zip'), '42')
    world.aws.fault({ action: 'HeadObject', kind: 'denied' })
    world.aws.fault({ action: 'GetObject', kind: 'denied' })
    const { record } = await deploy(withCode('two.zip'), '43', { inputs: { stages: 'plan' } })
    expect(record.stacks[0]?.wayBack).toEqual({
      risk: 'medium',
      lost: [
        expect.stringMatching(
          /^whether what it needs from buckets is still there is not known: s3:GetObject on bucket artifacts/,
        ),
      ],
    })
  })

  it('is looked for again before anything is executed', async () => {
    await deploy(withCode('one.zip'), '42')
    await deploy(withCode('two.zip'), '43')
    world.aws.objects.remove('artifacts', 'one.zip')
    const back = await goBack('run:42')
    expect([verdictOf(back), executed(world.aws)]).toEqual([FAILED, 2])
    expect(back.annotations.at(-1)).toContain('one.zip in bucket artifacts: it is gone. Nothing was executed.')
    expect(back.annotations.at(-1)).toContain('go back to another run')
  })

  it('must be what it was', async () => {
    await deploy(withCode('one.zip'), '42')
    await deploy(withCode('two.zip'), '43')
    world.aws.objects.put('artifacts', 'one.zip', 'something else by now')
    const back = await goBack('run:42')
    expect([back.outputs['reason-code'], executed(world.aws)]).toEqual(['ROLLBACK_FAILED', 2])
    expect(back.annotations.at(-1)).toContain('one.zip in bucket artifacts: its size was')
  })

  it('is looked for in nested templates too, which are needed themselves', async () => {
    const nested = (key: string) =>
      `Resources:\n  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://artifacts.s3.us-east-1.amazonaws.com/${key}' } }\n`
    for (const name of ['one', 'two'])
      world.aws.objects.put('artifacts', `${name}.yaml`, withCode(`${name}.zip`).replace('!Ref Bucket', 'artifacts'))
    await deploy(nested('one.yaml'), '42')
    world.aws.objects.remove('artifacts', 'one.yaml')
    world.aws.objects.remove('artifacts', 'one.zip')
    const { record } = await deploy(nested('two.yaml'), '43', { inputs: { stages: 'plan' } })
    expect(record.stacks[0]?.wayBack).toEqual({
      risk: 'none',
      lost: [
        'what the stack is made of now is gone: there is no object one.yaml in bucket artifacts; there is no object one.zip in bucket artifacts',
      ],
    })
  })

  it('is deleted by nobody here, whatever is deployed and brought back', async () => {
    const [first, second] = [withCode('one.zip'), withCode('two.zip')]
    await deploy(first, '42')
    await deploy(second, '43')
    await deploy(withCode('three.zip'), '44')
    expect(verdictOf(await goBack('run:42'))).toEqual(BACK)
    expect(await templateNow()).toBe(first)
    expect(world.aws.calls.filter(({ action }) => /^Delete(Object|Bucket)|^NotImplemented/.test(action))).toEqual([])
    expect(world.aws.objects.list('artifacts', '').filter(({ key }) => key.endsWith('.zip'))).toHaveLength(3)
  })
})

describe('parameters on the way back', () => {
  const PARAMETERS = `
  Key: { Type: String, NoEcho: true }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /images/newest }
  Size: { Type: String, Default: small }`

  it('are those of then, but for hidden ones, which keep their value, and those that are read from Parameter Store', async () => {
    const given = (key: string, size: string) =>
      world
        .write('.github/deploy.yml', `${SMALLEST}    parameters: { Key: "\${env.API_KEY}", Size: ${size} }\nrecords: artifacts\n`)
        .then(() => ({
          env: { API_KEY: key },
        }))
    await deploy(withCode('one.zip', PARAMETERS), '42', await given('the-first-long-secret', 'small'))
    await deploy(withCode('two.zip', PARAMETERS), '43', await given('the-second-long-secret', 'large'))
    const from = world.aws.calls.length
    const back = await world.deploy({
      identity: { runId: '99' },
      inputs: { stages: 'rollback', record: 'run:42' },
      ...(await given('none', 'large')),
    })
    expect([back.annotations, verdictOf(back)]).toEqual([[], BACK])
    expect(back.record.stages[0]?.reason).toContain(
      'Key of demo keeps the value that it has now: CloudFormation shows no NoEcho value',
    )
    const made = world.aws.calls.slice(from).find(({ action }) => action === 'CreateChangeSet')
    expect(made?.params['Parameters']).toEqual([
      { ParameterKey: 'Bucket', ParameterValue: 'artifacts' },
      { ParameterKey: 'Key', UsePreviousValue: 'true' },
      { ParameterKey: 'Size', ParameterValue: 'small' },
    ])
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(3)
  })
})
