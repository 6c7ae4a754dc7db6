import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientOf } from '../world/aws/testing/world.ts'
import { type Result, type Scene, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, verdictOf } from './sight.ts'

const PLANNED = { failed: false, verdict: 'successful', reason: 'PLANNED' }
const timed = (seconds: number) => TEMPLATE.replace('VisibilityTimeout: 30', `VisibilityTimeout: ${seconds}`)

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const client = () => new CloudFormationClient(clientOf(world.aws))
/** The change sets of the stack that could be executed, by the run in their names. */
const there = async () => {
  const { Summaries = [] } = await client().send(new ListChangeSetsCommand({ StackName: 'demo' }))
  return Summaries.filter(({ ExecutionStatus }) => ExecutionStatus === 'AVAILABLE').map(
    ({ ChangeSetName = '' }) => ChangeSetName.split('-')[1] ?? '',
  )
}
/** Plans this many seconds in a run. */
async function planned(seconds: number, runId: string, more: { readonly attempt?: string; readonly repository?: string } = {}) {
  await world.write('template.yaml', timed(seconds))
  return world.deploy({ identity: { runId, ...more }, inputs: { stages: 'plan' } })
}
const found = ({ record }: Result) => record.stages.flatMap(({ findings }) => findings)

describe('the plan of an earlier attempt of a run', () => {
  it('is deleted when another attempt plans something else', async () => {
    await world.deploy()
    await planned(60, '43')
    expect(verdictOf(await planned(90, '43', { attempt: '2' }))).toEqual(PLANNED)
    expect(await there()).toEqual(['43'])
    const result = await planned(120, '43', { attempt: '3' })
    expect([await there(), found(result)]).toEqual([['43'], []])
    expect(result.lines.join('\n')).toContain('of an older plan was deleted: it is of an earlier attempt of this run')
  })

  it('is deleted on the shell of a stack that was never created, which the new one uses', async () => {
    await planned(60, '43')
    expect(verdictOf(await planned(90, '43', { attempt: '2' }))).toEqual(PLANNED)
    expect([await there(), world.aws.stacks.status('demo')]).toEqual([['43'], 'REVIEW_IN_PROGRESS'])
    const inputs = { stages: 'plan,deploy' }
    expect(verdictOf(await world.deploy({ identity: { runId: '43', attempt: '3' }, inputs }))).toEqual(DEPLOYED)
    expect(world.aws.stacks.ids()).toHaveLength(1)
  })
})

describe('the plan of another run', () => {
  it('is left for whoever is asked to approve it, which is said, and is stale once another one ran', async () => {
    await world.deploy()
    const first = await planned(60, '43')
    await world.carry('plan')
    const second = await planned(90, '44')
    expect(found(second)).toMatchObject([{ severity: 'low', title: 'demo has another plan that may wait for approval' }])
    expect(second.summary).toContain('demo has another plan that may wait for approval')
    expect(await there()).toEqual(['43', '44'])
    await world.write('template.yaml', timed(120))
    expect(verdictOf(await world.deploy({ identity: { runId: '45' } }))).toEqual(DEPLOYED)
    await world.write('template.yaml', timed(60))
    const inputs = { stages: 'deploy', record: 'plan/record.json', 'record-sha256': first.outputs['record-sha256'] ?? '' }
    const late = await world.deploy({ identity: { runId: '43' }, inputs })
    expect(verdictOf(late)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_STALE' })
  })

  it('of another repository is left and not told', async () => {
    await world.deploy()
    await planned(60, '43', { repository: 'octo-org/other' })
    expect([found(await planned(90, '44')), await there()]).toEqual([[], ['43', '44']])
  })
})

describe('what another tool planned', () => {
  it('is left and not told', async () => {
    await world.deploy()
    const input: CreateChangeSetCommandInput = { StackName: 'demo', ChangeSetName: 'by-hand', TemplateBody: timed(60) }
    await client().send(new CreateChangeSetCommand(input))
    expect([found(await planned(90, '44')), await there()]).toEqual([[], ['hand', '44']])
  })
})

describe('a role that may not list change sets', () => {
  it('plans all the same', async () => {
    await world.deploy()
    await planned(60, '43')
    world.aws.fault({ action: 'ListChangeSets', kind: 'denied' })
    const result = await planned(90, '43', { attempt: '2' })
    expect(verdictOf(result)).toEqual(PLANNED)
    expect(result.lines.join('\n')).toContain('whether older plans are left could not be seen')
    expect(count(world.aws, 'DeleteChangeSet')).toBe(0)
  })
})
