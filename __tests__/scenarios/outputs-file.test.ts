import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deployed, LINKED, linked } from './deployed.ts'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { DEPLOYED, verdictOf } from './sight.ts'

const NEXT = { identity: { runId: '43' } }
const UNWRITTEN = { failed: true, verdict: 'failed', reason: 'OUTPUTS_UNWRITTEN' }
const url = expect.stringContaining('-Queue')

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const configured = (more: string) => world.write('.github/deploy.yml', `${SMALLEST}${more}`)
const written = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(world.folder, path), 'utf8'))
const two = (one: string, other: string) => `version: 1
stacks:
  - { name: demo, template: template.yaml, outputs-file: outputs.json${one} }
  - { name: other, template: template.yaml, outputs-file: ./outputs.json${other} }
`

describe('the outputs file', () => {
  it('is written after a deployment, and anew where nothing has changed', async () => {
    await configured('    outputs-file: out/.production-outputs.json\n')
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(await written('out/.production-outputs.json')).toEqual({ QueueUrl: url })
    await world.write('out/.production-outputs.json', '')
    expect(verdictOf(await world.deploy(NEXT))).toMatchObject({ failed: false, reason: 'NOTHING_TO_CHANGE' })
    expect(await written('out/.production-outputs.json')).toEqual({ QueueUrl: url })
  })

  it('has the shape of the CDK by choice, and is shared by stacks', async () => {
    const format = ', outputs-format: cdk'
    await world.write('.github/deploy.yml', two(format, format))
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(await written('outputs.json')).toEqual({ demo: { QueueUrl: url }, other: { QueueUrl: url } })
  })

  it('is not written where the value of a key would be a guess, which fails the run and says that the stacks are deployed', async () => {
    await world.write('.github/deploy.yml', two('', ''))
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(UNWRITTEN)
    expect(result.summary).toContain('QueueUrl is an output of demo and other')
    expect(world.aws.stacks.status('other')).toBe('CREATE_COMPLETE')
    await expect(written('outputs.json')).rejects.toThrow('ENOENT')
    await world.write('.github/deploy.yml', two('', ', outputs-format: cdk'))
    expect((await world.deploy(NEXT)).summary).toContain('want it in different formats')
  })

  it('leaves secret outputs out and says so', async () => {
    await configured('    outputs-file: outputs.json\n    allow: { secrets: [Told], reason: a test }\n')
    await world.write('template.yaml', `${TEMPLATE}  Told: { Value: rosebud-1941 }\n`)
    const result = await world.deploy({ env: { APP_PASSWORD: 'rosebud-1941' } })
    expect(await written('outputs.json')).toEqual({ QueueUrl: url })
    expect(result.lines.join('\n')).toContain('outputs.json: Told of demo left out')
  })

  it('is not written after a deployment that failed', async () => {
    await configured('    outputs-file: outputs.json\n')
    world.aws.script('demo', { resources: { Queue: { fail: { create: 'no' } } } })
    expect(verdictOf(await world.deploy())).toMatchObject({ reason: 'DEPLOY_FAILED' })
    await expect(written('outputs.json')).rejects.toThrow('ENOENT')
  })

  it.each(['/etc/outputs.json', '../outputs.json', 'a/../../outputs.json', 'a/..', 'folder/'])('may not be %s', async (path) => {
    await configured(`    outputs-file: ${path}\n`)
    const result = await world.deploy()
    expect(verdictOf(result)).toMatchObject({ reason: 'CONFIG_INVALID' })
    expect(result.annotations.join()).toContain('expected a path within the repository')
  })

  it('is not written where a link leads out of the workspace', async () => {
    await symlink(join(world.folder, '..'), join(world.folder, 'out'))
    await configured('    outputs-file: out/outputs.json\n')
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(UNWRITTEN)
    expect(result.summary).toContain('out leads out of the workspace')
  })

  it('is written by the job that deploys the plan of another one, from the outputs of the stack', async () => {
    await configured('    outputs-file: outputs.json\n')
    const planned = await world.deploy({ inputs: { stages: 'synthesize,plan' } })
    await expect(written('outputs.json')).rejects.toThrow('ENOENT')
    await world.carry('handed')
    const inputs = {
      stages: 'deploy',
      record: join(world.folder, 'handed/record.json'),
      'record-sha256': planned.outputs['record-sha256'] ?? '',
    }
    expect(verdictOf(await world.deploy({ inputs }))).toEqual(DEPLOYED)
    expect(await written('outputs.json')).toEqual({ QueueUrl: url })
  })

  it('has what the stack has again, after the version before was put back', async () => {
    const version = (name: string) => `${LINKED}  Version: { Value: ${name} }\n`
    let ill = false
    const system = await deployed(world, () => ({ status: ill ? 500 : 200 }))
    const rest = `    outputs-file: outputs.json
verify: [{ name: health, http: { url: "\${outputs.Url}/health" }, retry: { for: 0s } }]
on-unhealthy: rollback
`
    await world.write('.github/deploy.yml', linked(system.url, rest))
    await world.write('template.yaml', version('one'))
    await world.deploy()
    await world.write(
      'template.yaml',
      version('two').replace('AWS::SQS::Queue', 'AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 }'),
    )
    ill = true
    expect(verdictOf(await world.deploy(NEXT))).toMatchObject({ reason: 'ROLLED_BACK' })
    expect(await written('outputs.json')).toMatchObject({ Version: 'one' })
    await system.close()
  })
})
