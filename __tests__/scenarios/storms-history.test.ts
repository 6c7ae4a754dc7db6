import { afterEach, describe, expect, it } from '@jest/globals'
import { type Scene, scene, TEMPLATE } from './scene.ts'
import { chain, count, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')

describe('a long history', () => {
  it('is not paged: 1,500 old events cost one page', async () => {
    world = await scene()
    world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', template: TEMPLATE, oldEvents: 1500 })
    await world.write('template.yaml', changed)
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    const pages = world.aws.calls.filter((c) => c.action === 'DescribeStackEvents')
    expect(pages.filter((c) => c.params['NextToken'] !== undefined)).toEqual([])
  })

  it('of somebody else, failures included, is not taken for ours', async () => {
    world = await scene()
    world.aws.stacks.seed({
      name: 'demo',
      status: 'UPDATE_IN_PROGRESS',
      template: TEMPLATE,
      token: 'somebody-else',
      next: [
        { afterMs: 4000, status: 'UPDATE_ROLLBACK_IN_PROGRESS', reason: 'The following resource(s) failed to update: [Queue].' },
        { afterMs: 8000, status: 'UPDATE_ROLLBACK_COMPLETE' },
      ],
    })
    await world.write('template.yaml', changed)
    world.aws.script('demo', { resources: { Topic: { fail: { update: 'ours' } } } })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.filter((line) => line.includes('waiting for it')).length).toBeGreaterThan(1)
    expect(result.record.stacks[0]?.operation?.rootCause).toBeUndefined()
  })
})

describe('150 resources', () => {
  it('are planned and watched page by page, each event once', async () => {
    world = await scene({ resourceMs: 40 })
    await world.write('template.yaml', chain(150))
    const first = await world.deploy()
    expect(verdictOf(first)).toEqual(DEPLOYED)
    expect(first.record.stacks[0]?.plan?.changes).toHaveLength(150)
    expect(new Set(first.lines.filter((line) => /CREATE_COMPLETE {2}Queue\d+/.test(line)))).toHaveProperty('size', 150)
    await world.write('template.yaml', chain(150, 60))
    const second = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(second)).toEqual(DEPLOYED)
    expect(second.lines.filter((line) => /UPDATE_COMPLETE {2}Queue\d+/.test(line))).toHaveLength(150)
    expect(executed(world.aws)).toBe(2)
  })

  it('with pages that are cut off between', async () => {
    world = await scene({ resourceMs: 40 })
    await world.write('template.yaml', chain(150))
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'truncate', rate: 0.5 })
    world.aws.fault({ action: 'DescribeChangeSet', kind: 'reset-after', rate: 0.5 })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.plan?.changes).toHaveLength(150)
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(1)
  })
})
