import { afterEach, describe, expect, it } from '@jest/globals'
import { MAX_SUMMARY_BYTES } from '../../src/notices/summary.ts'
import { type Result, type Scene, scene } from './scene.ts'
import { begun, DEPLOYED, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

/** The most that a template may have. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST = 500
// 500 take two events each; pages have a hundred, and a look in between finds a part of one.
const EVENT_READS = 32
const CALLS = 50
// Of the machine: a thousand events are made, sent and read.
const LIMIT_MS = 30_000
/** Queues in ten rows, each waiting for the one before it in its row. */
const rows = (timeout: number, last = ''): string =>
  `Resources:\n${Array.from({ length: MOST }, (_, i) => {
    const needs = i < 10 ? '' : `, DependsOn: Q${i - 10}`
    return `  Q${i}: { Type: AWS::SQS::Queue${needs}, Properties: { VisibilityTimeout: ${timeout} } }\n`
  }).join('')}${last}`

/** What a run of so many says and asks stays within bounds. */
function bounded(result: Result, verb: string) {
  const made = world.aws.calls.map(({ action }) => action)
  expect(made.filter((action) => action === 'DescribeStackEvents').length).toBeLessThanOrEqual(EVENT_READS)
  expect(made.length).toBeLessThanOrEqual(CALLS)
  expect(Buffer.byteLength(result.summary)).toBeLessThan(MAX_SUMMARY_BYTES)
  const told = result.lines.filter((line) => new RegExp(`${verb}_COMPLETE {2}Q\\d+`).test(line))
  expect([told.length, new Set(told).size]).toEqual([MOST, MOST])
  // A hundred seconds, with one line in ten.
  const progress = result.lines.filter((line) => new RegExp(`\\d+/${MOST}\\b`).test(line))
  expect(progress.length).toBeGreaterThan(3)
  expect(progress.length).toBeLessThanOrEqual(11)
}

async function opened() {
  // A template of this size does not fit into a request.
  world = await scene({ resourceMs: 2000 })
  world.aws.objects.createBucket('artifacts', { versioned: true })
  await world.write(
    '.github/deploy.yml',
    'version: 1\nrecords: false\nstacks:\n  - { name: demo, template: template.yaml, bucket: artifacts }\n',
  )
}

/** The stack as an earlier run has left it, with all the events of that, and a change to each resource. */
async function changed() {
  await opened()
  world.aws.stacks.seed({ name: 'demo', status: 'CREATE_COMPLETE', template: rows(30), oldEvents: 2 * MOST })
  await world.write('template.yaml', rows(60))
}

describe('500 resources', () => {
  it(
    'are created: every event once, calls, progress and summary within bounds',
    async () => {
      await opened()
      await world.write('template.yaml', rows(30))
      const result = await world.deploy()
      expect(verdictOf(result)).toEqual(DEPLOYED)
      expect(result.record.stacks[0]?.plan?.changes).toHaveLength(MOST)
      bounded(result, 'CREATE')
      expect(begun(world.aws)).toEqual(['demo CREATE_STACK'])
    },
    LIMIT_MS,
  )

  it(
    'are updated: the same, and nothing of the creation is read again',
    async () => {
      await changed()
      const result = await world.deploy()
      expect(verdictOf(result)).toEqual(DEPLOYED)
      bounded(result, 'UPDATE')
      expect(result.lines.join('\n')).not.toContain('CREATE_COMPLETE')
      expect(begun(world.aws)).toEqual(['demo UPDATE_STACK'])
    },
    LIMIT_MS,
  )

  it(
    'of which the last fails: its reason comes first, in a summary that fits',
    async () => {
      await changed()
      const reason = `the well is dry ${'and dusty '.repeat(2000)}`
      world.aws.script('demo', { resourceMs: 100, resources: { [`Q${MOST - 1}`]: { fail: { update: reason } } } })
      const result = await world.deploy()
      expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
      expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: `Q${MOST - 1}` })
      expect(result.summary).toContain('the well is dry')
      expect(Buffer.byteLength(result.summary)).toBeLessThan(MAX_SUMMARY_BYTES)
      expect(begun(world.aws)).toEqual(['demo UPDATE_STACK'])
    },
    LIMIT_MS,
  )
})
