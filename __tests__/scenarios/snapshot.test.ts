import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sha256 } from '../../src/foundation/digest.ts'
import { type Result, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const second = { identity: { runId: '43' } }

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const snapshotFile = () => readFile(join(world.folder, 'temp/deploy-action/deploy/snapshot-demo.json'), 'utf8')
const backOf = ({ record }: Result) => record.stacks[0]?.wayBack
const reads = () => world.aws.calls.filter(({ action }) => action === 'GetTemplate').length

describe('the way back from an update', () => {
  it('is kept beside the record, as the stack was before', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}    tags: { team: payments }\n`)
    await world.deploy()
    await world.write('template.yaml', changed)
    const result = await world.deploy(second)
    const text = await snapshotFile()
    expect(result.record.stacks[0]?.snapshot).toEqual({ path: 'snapshot-demo.json', sha256: sha256(text) })
    expect(JSON.parse(text)).toMatchObject({
      stack: 'demo',
      region: 'us-east-1',
      changedAt: result.record.stacks[0]?.plan?.basedOn,
      template: TEMPLATE,
      tags: { team: 'payments' },
      nested: {},
    })
    expect(backOf(result)).toEqual({ risk: 'low', lost: [] })
    expect(result.summary).toContain('### Way back\n')
    expect(result.summary).toMatch(/demo \| low risk \| nothing is lost/)
    expect(reads()).toBe(1)
  })

  it('says before the approval what would not come back', async () => {
    await world.write('template.yaml', `Parameters: { Key: { Type: String, NoEcho: true } }\n${TEMPLATE}`)
    await world.write('.github/deploy.yml', `${SMALLEST}    parameters: { Key: "\${env.API_KEY}" }\n`)
    await world.deploy({ env: { API_KEY: 'one-long-secret' } })
    const removed = changed.replace(/ {2}Topic: .*\n/, '')
    await world.write('template.yaml', `Parameters: { Key: { Type: String, NoEcho: true } }\n${removed}`)
    const result = await world.deploy({ ...second, inputs: { stages: 'plan' }, env: { API_KEY: 'another-secret' } })
    expect(backOf(result)?.risk).toBe('medium')
    expect(backOf(result)?.lost).toEqual([
      'the value that Key has now cannot be read back: the one of this change would stay',
      expect.stringMatching(/^Topic \(AWS::SNS::Topic\) is removed: /),
    ])
    expect(result.summary).toContain('medium risk')
    const text = await snapshotFile()
    expect(JSON.parse(text)).toMatchObject({ hidden: ['Key'], parameters: {} })
    expect(text).not.toMatch(/secret/)
  })

  it('is not kept where a secret stands in it, and the plan says that there is none', async () => {
    await world.write('template.yaml', `${TEMPLATE}# ghp_0123456789abcdefghijABCDEFGHIJ\n`)
    await world.deploy()
    await world.write('template.yaml', changed)
    const result = await world.deploy(second)
    expect(backOf(result)).toEqual({ risk: 'none', lost: [expect.stringMatching(/^a secret stands in the template/)] })
    expect(result.record.stacks[0]).not.toHaveProperty('snapshot')
    expect(result.summary).toContain('❌ no way back')
    expect(result.outputs['reason-code']).toBe('DEPLOYED')
    await expect(snapshotFile()).rejects.toThrow('ENOENT')
  })

  it('is none where the stack policy may not be read, and the deployment goes on', async () => {
    await world.write(
      'policy.json',
      '{ "Statement": [{ "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" }] }',
    )
    await world.write('.github/deploy.yml', `${SMALLEST}    stack-policy: policy.json\n`)
    await world.deploy()
    await world.write('template.yaml', changed)
    world.aws.fault({ action: 'GetStackPolicy', kind: 'denied', times: 1 })
    const result = await world.deploy(second)
    expect(backOf(result)).toEqual({ risk: 'none', lost: [expect.stringContaining('cloudformation:GetStackPolicy')] })
    expect(result.outputs['reason-code']).toBe('DEPLOYED')
  })

  it('holds the templates of nested stacks by their path', async () => {
    world.aws.objects.createBucket('templates')
    const nest = (id: string, key: string) =>
      `Resources:\n  ${id}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/${key}' } }\n`
    const queue = (timeout: number) =>
      `Resources:\n  Deep: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }\n`
    const root = (timeout: number) => {
      world.aws.objects.put('templates', `leaf-${timeout}`, queue(timeout))
      world.aws.objects.put('templates', `middle-${timeout}`, nest('Inner', `leaf-${timeout}`))
      return nest('Outer', `middle-${timeout}`)
    }
    await world.write('template.yaml', root(30))
    await world.deploy()
    await world.write('template.yaml', root(60))
    await world.deploy(second)
    expect(JSON.parse(await snapshotFile()).nested).toEqual({ Outer: nest('Inner', 'leaf-30'), 'Outer/Inner': queue(30) })
  })
})

describe('no way back', () => {
  it('is what a first creation has', async () => {
    const result = await world.deploy()
    expect(backOf(result)).toEqual({ risk: 'none', lost: ['it is the first creation: there is nothing to go back to'] })
    expect(reads()).toBe(0)
  })

  it('is not asked for where nothing changes', async () => {
    await world.deploy()
    const result = await world.deploy(second)
    expect([result.outputs['reason-code'], backOf(result), reads()]).toEqual(['NOTHING_TO_CHANGE', undefined, 0])
  })
})
