import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { DEPLOYED, executed, verdictOf } from './sight.ts'

const TOKEN = ['gh', 'p_', 'aB3dE5gH7j'.repeat(4).slice(0, 36)].join('')
const withToken = TEMPLATE.replace('DisplayName: one', `DisplayName: ${TOKEN}`)
const STOPPED = { failed: true, verdict: 'failed', reason: 'SECRET_IN_TEMPLATE' }

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const findings = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'plan')?.findings
const everything = ({ recordText, summary, lines, annotations }: Result) =>
  [recordText, summary, lines.join('\n'), annotations.join('\n')].join('\n')

describe('a template with a secret in it', () => {
  it('stops the plan before anything is sent, with place and kind and never the secret', async () => {
    await world.write('template.yaml', withToken)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(STOPPED)
    expect(findings(result)).toMatchObject([
      {
        code: 'SECRET_IN_TEMPLATE',
        title: expect.stringContaining('Topic in line 3 (GitHub token)'),
        fix: expect.stringContaining('allow: { secrets: [Topic], reason: "why" }'),
      },
    ])
    expect(everything(result)).not.toContain(TOKEN)
    expect(world.aws.calls.filter(({ action }) => /ChangeSet|Template/.test(action))).toEqual([])
  })

  it('is let through by name, with its reason in the report', async () => {
    await world.write('template.yaml', withToken)
    await world.write('.github/deploy.yml', `${SMALLEST}    allow: { secrets: [Topic], reason: revoked in May }\n`)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.summary).toContain('allowed: revoked in May')
    expect(everything(result)).not.toContain(TOKEN)
  })

  it('is stopped where the secret is one that this run was given, whatever it looks like', async () => {
    await world.write('template.yaml', TEMPLATE.replace('DisplayName: one', 'DisplayName: rosebud-1941'))
    const given = { env: { APP_PASSWORD: 'rosebud-1941' } }
    expect(verdictOf(await world.deploy(given))).toEqual(STOPPED)
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
  })

  it('is found two stacks below, before a change set is made', async () => {
    const holder = (id: string, key: string) => `Resources:
  ${id}:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/${key}' }
`
    world.aws.objects.createBucket('templates')
    world.aws.objects.put('templates', 'leaf.yaml', withToken)
    world.aws.objects.put('templates', 'middle.yaml', holder('Inner', 'leaf.yaml'))
    await world.write('template.yaml', holder('Outer', 'middle.yaml'))
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(STOPPED)
    expect(findings(result)).toMatchObject([{ title: expect.stringContaining('Outer/Inner/Topic in line 3') }])
    expect(everything(result)).not.toContain(TOKEN)
    expect(executed(world.aws)).toBe(0)
    expect(world.aws.calls.filter(({ action }) => action === 'CreateChangeSet')).toEqual([])
    await world.write('.github/deploy.yml', `${SMALLEST}    allow: { secrets: [Outer/Inner/Topic], reason: known }\n`)
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
  })

  it('is found in a nested one whose address only CloudFormation can work out, and no change set is left', async () => {
    const root = (description: string) => `Description: ${description}
Conditions: { Always: !Equals [a, a] }
Resources:
  Outer:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: !If [Always, 'https://templates.s3.us-east-1.amazonaws.com/${description}.yaml', ''] }
`
    world.aws.objects.createBucket('templates')
    world.aws.objects.put('templates', 'one.yaml', TEMPLATE)
    world.aws.objects.put('templates', 'two.yaml', withToken)
    await world.write('template.yaml', root('one'))
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    await world.write('template.yaml', root('two'))
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(STOPPED)
    expect(everything(result)).not.toContain(TOKEN)
    expect(world.aws.calls.filter(({ action }) => action === 'DeleteChangeSet')).toHaveLength(1)
  })
})
