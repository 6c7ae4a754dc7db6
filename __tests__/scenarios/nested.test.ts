import { afterEach, describe, expect, it } from '@jest/globals'
import { type Scene, scene } from './scene.ts'
import { DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const leaf = (timeout: number) => `Resources:\n  Deep: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }\n`
const holder = (id: string, key: string, more = '') => `Resources:
  ${id}:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/${key}' }
${more}`

/** Puts three levels into the bucket and gives the template of the root. */
function three(timeout: number): string {
  world.aws.objects.createBucket('templates')
  world.aws.objects.put('templates', `leaf-${timeout}.yaml`, leaf(timeout))
  world.aws.objects.put('templates', `middle-${timeout}.yaml`, holder('Inner', `leaf-${timeout}.yaml`))
  const side = `  Side: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }\n`
  return holder('Outer', `middle-${timeout}.yaml`, side)
}

const PATH = 'demo/Outer/Inner'

async function first() {
  world = await scene()
  await world.write('template.yaml', three(30))
  return await world.deploy()
}

describe('stacks three deep', () => {
  it('are made and followed, the events of each under its path', async () => {
    const result = await first()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.filter((line) => line.includes(`  ${PATH}  CREATE_COMPLETE  Deep`))).toHaveLength(1)
    expect(world.aws.stacks.ids()).toHaveLength(3)
    const asked = world.aws.calls.filter((c) => c.action === 'DescribeStackEvents').map((c) => String(c.params['StackName']))
    expect(asked.every((name) => name.startsWith('arn:'))).toBe(true)
  })

  it.each([50, 20_000])('tell the root cause from the innermost, with its path (after %d ms)', async (durationMs) => {
    await first()
    await world.write('template.yaml', three(60))
    world.aws.script(PATH, { resources: { Deep: { durationMs, fail: { update: 'the well is dry' } } } })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({
      logicalId: 'Deep',
      reason: 'the well is dry',
      path: ['demo', 'Outer', 'Inner'],
    })
    expect(result.record.stacks[0]?.operation?.rootCause).not.toHaveProperty('line')
    expect(result.summary).toContain('the well is dry')
  })

  it('tell it from the innermost when a first creation fails and everything is taken away', async () => {
    world = await scene()
    await world.write('template.yaml', three(30))
    world.aws.script(PATH, { resources: { Deep: { fail: { create: 'no more queues' } } } })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Deep', path: ['demo', 'Outer', 'Inner'] })
  })

  it('do not mix in what happened to nested stacks before', async () => {
    await first()
    await world.write('template.yaml', three(60))
    world.aws.script(PATH, { resources: { Deep: { fail: { update: 'old trouble' }, times: 1 } } })
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toMatchObject({ reason: 'DEPLOY_FAILED' })
    await world.clock.sleep(10_000)
    world.aws.script('demo', { resources: { Side: { fail: { update: 'new trouble' } } } })
    world.aws.script(PATH, { resources: { Deep: { durationMs: 5000 } } })
    const result = await world.deploy({ identity: { runId: '44' } })
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Side', reason: 'new trouble' })
    expect(result.lines.join('\n')).not.toContain('old trouble')
  })

  it('are read no more once they ended', async () => {
    await first()
    await world.write('template.yaml', three(60))
    world.aws.script('demo', { resources: { Side: { durationMs: 60_000 } } })
    const before = world.aws.calls.length
    expect(verdictOf(await world.deploy({ identity: { runId: '43' } }))).toEqual(DEPLOYED)
    const asked = world.aws.calls.slice(before).filter(({ action }) => action === 'DescribeStackEvents')
    const inner = asked.filter(({ params }) => String(params['StackName']).includes('stack/demo-Outer'))
    expect(inner.length).toBeGreaterThanOrEqual(2)
    expect(inner.length).toBeLessThan(7)
  })

  it('survive throttled reads', async () => {
    await first()
    await world.write('template.yaml', three(60))
    world.aws.script(PATH, { resources: { Deep: { durationMs: 30_000 } } })
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'throttle', rate: 0.4 })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(executed(world.aws)).toBe(2)
    expect(result.lines.filter((line) => line.includes(`  ${PATH}  UPDATE_COMPLETE  Deep`))).toHaveLength(1)
  })
})
