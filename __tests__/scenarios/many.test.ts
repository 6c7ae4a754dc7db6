import { afterEach, describe, expect, it } from '@jest/globals'
import { MAX_SUMMARY_BYTES } from '../../src/notices/summary.ts'
import { type Result, type Scene, scene } from './scene.ts'
import { begun, count, DEPLOYED, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

/** The most that a template may have. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST = 500
// 500 take two events each; pages have a hundred, and a look in between finds a part of one.
const EVENT_READS = 45
const CALLS = 75
/** Queues in ten rows, each waiting for the one before it in its row. */
const rows = (timeout: number, last = ''): string =>
  `Resources:\n${Array.from({ length: MOST }, (_, i) => {
    const needs = i < 10 ? '' : `, DependsOn: Q${i - 10}`
    return `  Q${i}: { Type: AWS::SQS::Queue${needs}, Properties: { VisibilityTimeout: ${timeout} } }\n`
  }).join('')}${last}`

/** What a run of so many says and asks stays within bounds. */
function bounded(result: Result, from: number, verb: string) {
  const made = world.aws.calls.slice(from).map(({ action }) => action)
  expect(made.filter((action) => action === 'DescribeStackEvents').length).toBeLessThanOrEqual(EVENT_READS)
  expect(made.length).toBeLessThanOrEqual(CALLS)
  expect(Buffer.byteLength(result.summary)).toBeLessThan(MAX_SUMMARY_BYTES)
  const told = result.lines.filter((line) => new RegExp(`${verb}_COMPLETE {2}Q\\d+`).test(line))
  expect([told.length, new Set(told).size]).toEqual([MOST, MOST])
}

/** Lines of progress: one in ten seconds at most. */
const progress = ({ lines }: Result) => lines.filter((line) => new RegExp(`\\d+/${MOST}\\b`).test(line))

async function made() {
  // A template of this size does not fit into a request.
  world = await scene({ resourceMs: 2000 })
  world.aws.objects.createBucket('artifacts', { versioned: true })
  await world.write('.github/deploy.yml', 'version: 1\nstacks:\n  - { name: demo, template: template.yaml, bucket: artifacts }\n')
  await world.write('template.yaml', rows(30))
  return await world.deploy()
}

describe('500 resources', () => {
  it('are created: every event once, calls, progress and summary within bounds', async () => {
    const result = await made()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.plan?.changes).toHaveLength(MOST)
    bounded(result, 0, 'CREATE')
    expect(progress(result).length).toBeGreaterThan(3)
    expect(progress(result).length).toBeLessThanOrEqual(100 / 10 + 1)
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK'])
  })

  it('are updated: the same, and nothing of the creation is read again', async () => {
    await made()
    await world.write('template.yaml', rows(60))
    const from = world.aws.calls.length
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    bounded(result, from, 'UPDATE')
    expect(result.lines.join('\n')).not.toContain('CREATE_COMPLETE')
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK', 'demo UPDATE_STACK'])
  })

  it('of which the last fails: its reason comes first, in a summary that fits', async () => {
    await made()
    await world.write('template.yaml', rows(60))
    const reason = `the well is dry ${'and dusty '.repeat(2000)}`
    world.aws.script('demo', { resourceMs: 100, resources: { [`Q${MOST - 1}`]: { fail: { update: reason } } } })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: `Q${MOST - 1}` })
    expect(result.summary).toContain('the well is dry')
    expect(Buffer.byteLength(result.summary)).toBeLessThan(MAX_SUMMARY_BYTES)
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(2)
  })
})
