import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DIRECTORY, whole } from '../engines/packaging.ts'
import { type FrameworkScene, frameworkScene, SERVICE } from './framework.ts'
import type { Result } from './scene.ts'

const BUCKET = 'made-by-the-stack'
const OWN = { provider: { deploymentBucket: BUCKET }, first: false }
const LATER = DIRECTORY.replace('1795000000000', '1795000000001')
const CHANGED = { ...OWN, directory: LATER, template: whole(LATER, { queue: { DelaySeconds: 5 } }) }

let world: FrameworkScene
beforeEach(async () => {
  world = await frameworkScene(SERVICE)
  await world.packs(OWN)
})
afterEach(() => world.close())

const told = ({ outputs }: Result) => [outputs['verdict'], outputs['reason-code']]
const keys = () => world.aws.objects.list(BUCKET, 'serverless/').map(({ key }) => key)
const second = { identity: { runId: '43' } }

/** Two versions, one after the other; how the later one ended. */
async function updated(): Promise<Result> {
  expect(told(await world.deploy())).toEqual(['successful', 'DEPLOYED'])
  await world.packs(CHANGED)
  return world.deploy(second)
}

/** Back to the first one by the record of the second. */
async function back(between: () => void = () => undefined): Promise<Result> {
  const { outputs } = await updated()
  await world.carry('kept')
  between()
  const record = { record: 'kept/record.json', 'record-sha256': outputs['record-sha256'] ?? '' }
  return world.deploy({ identity: { runId: '44' }, inputs: { stages: 'rollback', ...record } })
}

describe('what its tool leaves to be done', () => {
  const finishing = SERVICE.replace('live }', 'live, finish: true }')

  it('is done after a deployment, and said in the plan', async () => {
    await world.write('.github/deploy.yml', finishing)
    await world.packs(OWN, "if (process.argv[2] === 'deploy') { console.log('hooks ran'); process.exit(0) }")
    const result = await world.deploy()
    expect(told(result)).toEqual(['successful', 'DEPLOYED'])
    expect(result.lines).toContain('service: hooks ran')
    expect(result.record.stages.find(({ stage }) => stage === 'plan')?.findings).toContainEqual(
      expect.objectContaining({ severity: 'medium', cause: '`finish: true` is set.' }),
    )
  })

  it('fails the deployment that it follows, and hides nothing of it', async () => {
    await world.write('.github/deploy.yml', finishing)
    await world.packs(OWN, "if (process.argv[2] === 'deploy') { console.log('no such domain'); process.exit(1) }")
    const result = await world.deploy()
    expect([told(result), world.executed()]).toEqual([['failed', 'TOOL_FAILED'], 1])
    expect(result.summary).toMatch(/service-live deployed, and what its tool does afterwards was not: osls deploy ended/)
  })

  it('is not done where nothing is asked for', async () => {
    await world.packs(OWN, "if (process.argv[2] === 'deploy') process.exit(1)")
    expect(told(await world.deploy())).toEqual(['successful', 'DEPLOYED'])
  })
})

describe('the newest packaging in the bucket', () => {
  const directories = () => [...new Set(keys().map((key) => key.slice(0, key.lastIndexOf('/'))))].sort()
  const contentOf = (directory = '') =>
    ['compiled-cloudformation-template.json', 'serverless-state.json', 'service.zip'].map((name) => {
      const found = world.aws.objects.read(BUCKET, `${directory}/${name}`)
      return typeof found === 'object' ? [found.body.toString(), found.headers['x-amz-meta-filesha256']] : found
    })

  it('is the one that runs again after a way back', async () => {
    expect(told(await back())).toEqual(['successful', 'ROLLED_BACK'])
    expect(directories()).toEqual([DIRECTORY, LATER, expect.any(String)])
    expect(contentOf(directories()[2])).toEqual(contentOf(DIRECTORY))
    expect(contentOf(DIRECTORY)).not.toEqual(contentOf(LATER))
  })

  it('is the one that runs again where CloudFormation took a deployment back', async () => {
    world.aws.script('service-live', { resources: { Queue: { fail: { update: 'no more queues' } } } })
    expect(told(await updated())).toEqual(['failed', 'DEPLOY_FAILED'])
    expect(contentOf(directories()[2])).toEqual(contentOf(DIRECTORY))
  })

  it('is told where that is not kept any more', async () => {
    const result = await back(() => {
      for (const key of keys().filter((one) => one.startsWith(DIRECTORY))) world.aws.objects.remove(BUCKET, key)
    })
    expect(result.summary).toContain('are not in bucket made-by-the-stack any more')
  })
})
