import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sha256 } from '../../src/foundation/digest.ts'
import { clientOf } from '../world/aws/testing/world.ts'
import { type Deployed, deployed, LINKED, linked } from './deployed.ts'
import { type Result, type Run, type Scene, scene } from './scene.ts'
import { executed, verdictOf } from './sight.ts'

const timed = (seconds: number) =>
  LINKED.replace('AWS::SQS::Queue', `AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} }`)
const [old, changed, later] = [timed(30), timed(60), timed(90)]
const CHECK = 'verify:\n  - name: health\n    http: { url: "${outputs.Url}/health" }\n    retry: { for: 10s, every: 5s }\n'
const BACK = { failed: true, verdict: 'failed', reason: 'ROLLED_BACK' }
const CHANGED = { failed: true, verdict: 'failed', reason: 'STACK_CHANGED' }
const second = { identity: { runId: '43' } }
const again = { identity: { runId: '43', attempt: '2' } }

let world: Scene
let system: Deployed | undefined
/** Asked at every check of the deployed system. */
let ill = (): boolean => false
beforeEach(async () => {
  world = await scene()
  ill = () => false
  system = await deployed(world, () => ({ status: ill() ? 500 : 200 }))
  await world.write('template.yaml', old)
  await configured('on-unhealthy: rollback\n')
  await world.deploy()
  await world.write('template.yaml', changed)
})
afterEach(async () => {
  await system?.close()
  await world.close()
})

const configured = (more = '') => world.write('.github/deploy.yml', linked(system?.url ?? '', `${CHECK}${more}`))
const templateNow = async () => {
  const client = new CloudFormationClient(clientOf(world.aws))
  return (await client.send(new GetTemplateCommand({ StackName: 'demo' }))).TemplateBody
}
const reasonOf = ({ record }: Result, stage: string) => record.stages.find((one) => one.stage === stage)?.reason

/** What a job keeps of the folder of its record, as inputs for a later one. */
async function kept({ recordText }: Result) {
  await world.carry('kept')
  await rm(join(world.folder, 'temp'), { recursive: true })
  return { record: 'kept/record.json', 'record-sha256': sha256(recordText) }
}
/** Loses the machine while the way back, the third execution in all, is carried out over two minutes. */
const lostGoingBack = (): NonNullable<Run['killWhen']> => {
  let from = 0
  return (aws) => {
    if (executed(aws) === 2) aws.script('demo', { resources: { Queue: { durationMs: 120_000 } } })
    if (executed(aws) < 3) return false
    from ||= aws.calls.length
    return aws.calls.length > from + 2
  }
}
const ended = (): Promise<void> => world.clock.sleep(600_000)
const atOnce = (): Promise<void> => Promise.resolve()

describe('going back with a record', () => {
  it('is refused where another run has changed the stack since, and undoes nothing of it', async () => {
    const inputs = await kept(await world.deploy(second))
    await world.write('template.yaml', later)
    const other = await world.deploy({ identity: { runId: '44' } })
    const from = world.aws.calls.length
    const back = await world.deploy({ identity: { runId: '45' }, inputs: { ...inputs, stages: 'rollback' } })
    expect(verdictOf(back)).toEqual(CHANGED)
    expect(back.summary.split('\n')[0]).toBe('## ❌ demo: going back failed; nothing was changed')
    expect(reasonOf(back, 'rollback')).toContain(`operation ${other.record.stacks[0]?.operation?.token}. Nothing was executed.`)
    expect(back.annotations.at(-1)).toContain('go back with the record of the run that changed it last')
    expect(world.aws.calls.slice(from).map(({ action }) => action)).not.toContain('CreateChangeSet')
    expect(await templateNow()).toBe(later)
  })

  it('is refused with the record of a job that only planned', async () => {
    const inputs = await kept(await world.deploy({ ...second, inputs: { stages: 'plan' } }))
    const back = await world.deploy({ ...second, inputs: { ...inputs, stages: 'rollback' } })
    expect(verdictOf(back)).toEqual({ failed: true, verdict: 'failed', reason: 'ROLLBACK_FAILED' })
    expect(back.annotations.at(-1)).toContain('Give the record of the job that deployed')
  })

  it.each([
    ['while it is still going on', atOnce, 'ROLLED_BACK'],
    ['after it has ended', ended, 'ROLLED_BACK'],
  ] as const)('is followed or found done when its machine was lost, %s', async (_, wait, reason) => {
    const inputs = { ...(await kept(await world.deploy(second))), stages: 'rollback' }
    await world.deploy({ identity: { runId: '44' }, inputs, killWhen: lostGoingBack() })
    expect(executed(world.aws)).toBe(3)
    await wait()
    const back = await world.deploy({ identity: { runId: '44', attempt: '2' }, inputs })
    expect(verdictOf(back)).toEqual({ failed: false, verdict: 'successful', reason })
    expect([executed(world.aws), await templateNow()]).toEqual([3, old])
  })
})

describe('a run whose machine was lost on the way back', () => {
  beforeEach(() => {
    ill = () => executed(world.aws) % 2 === 0
  })

  it.each([
    ['while that is going on', atOnce],
    ['after it has ended', ended],
  ] as const)('is never called deployed by the job that deploys a plan, run again %s', async (_, wait) => {
    const plan = await world.deploy({ ...second, inputs: { stages: 'plan' } })
    const inputs = { ...(await kept(plan)), stages: 'deploy,verify,logscan,rollback,report' }
    await world.deploy({ ...second, inputs, killWhen: lostGoingBack() })
    await wait()
    const result = await world.deploy({ ...again, inputs })
    expect(verdictOf(result)).toEqual(CHANGED)
    expect(reasonOf(result, 'deploy')).toContain('operation deploy-action-rollback-execute-')
    expect(result.record.stacks[0]?.operation).toBeUndefined()
    await ended()
    expect([executed(world.aws), await templateNow()]).toEqual([3, old])
  })

  it('lets the way back end and begins anew, when all of it is run again', async () => {
    await world.deploy({ ...second, killWhen: lostGoingBack() })
    expect(executed(world.aws)).toBe(3)
    const result = await world.deploy(again)
    expect(result.lines.join('\n')).toContain('another operation is under way (UPDATE_IN_PROGRESS); waiting for it')
    expect([verdictOf(result), executed(world.aws), await templateNow()]).toEqual([BACK, 5, old])
  })
})

describe('a re-run that follows the operation of an earlier attempt', () => {
  it('says where the way back lies, and the record of that attempt leads back', async () => {
    world.aws.script('demo', { resources: { Queue: { durationMs: 120_000 } } })
    const lost: NonNullable<Run['killWhen']> = (aws) => executed(aws) === 2
    const first = await world.deploy({ ...second, killWhen: lost })
    const inputs = await kept(await world.post(first.state, second))
    const joined = await world.deploy(again)
    expect(joined.outputs['reason-code']).toBe('DEPLOYED')
    expect(joined.record.stacks[0]?.wayBack?.lost).toEqual([
      expect.stringContaining('the record of the attempt that began it leads back, with `stages: rollback`'),
    ])
    const back = await world.deploy({ identity: { runId: '44' }, inputs: { ...inputs, stages: 'rollback' } })
    expect([verdictOf(back).reason, await templateNow()]).toEqual(['ROLLED_BACK', old])
  })
})
