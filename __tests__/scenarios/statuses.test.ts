import { afterEach, describe, expect, it } from '@jest/globals'
import { type Admission, admissions } from '../../src/stack/statuses.ts'
import type { StackStatus } from '../world/aws/cloudformation/statuses.ts'
import { type Result, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { begun, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

/** Every status that a stack can be in, with what the table says of it. */
const STATUSES = (Object.entries(admissions) as [StackStatus | 'absent', Admission][]).flatMap(([status, { do: does }]) =>
  status === 'absent' ? [] : [{ status, does }],
)
const run = { runId: '43' }
const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')

/** A stack of ours with a new version of its template waiting. */
async function ours() {
  world = await scene()
  await world.write('.github/deploy.yml', `${SMALLEST}    time-limit: 2m\n`)
  await world.deploy()
  await world.write('template.yaml', changed)
}

/** The record of a run and what lies beside it, as the next job gets them. */
async function kept({ outputs }: Result) {
  await world.carry('kept')
  return { record: 'kept/record.json', 'record-sha256': outputs['record-sha256'] ?? '' }
}

/** What a run says and begins, once somebody else has left the stack in a status. */
async function found(status: StackStatus, inputs: Readonly<Record<string, string>>, runId = run.runId) {
  world.aws.stacks.turn('demo', status)
  const from = begun(world.aws).length
  const told = verdictOf(await world.deploy({ identity: { runId }, inputs }))
  return { ...told, begun: begun(world.aws).slice(from) }
}

const good = (reason: string, ...operations: readonly string[]) => ({
  ...{ failed: false, verdict: 'successful', reason },
  begun: operations,
})
const refused = (verdict: string, reason: string) => ({ failed: true, verdict, reason, begun: [] })

const PLANNED = {
  create: good('PLANNED'),
  update: good('PLANNED'),
  wait: refused('error', 'STACK_BUSY'),
  refuse: refused('error', 'STACK_STUCK'),
}
describe('a stack that somebody else left in a status', () => {
  it.each(STATUSES)('$status: planned, waited for or refused; nothing is executed', async ({ status, does }) => {
    await ours()
    expect(await found(status, { stages: 'synthesize,plan' })).toEqual(PLANNED[does])
  })

  it.each(STATUSES)('$status: a plan from before it is executed on an updatable stack only', async ({ status, does }) => {
    await ours()
    const plan = await kept(await world.deploy({ identity: run, inputs: { stages: 'synthesize,plan' } }))
    const expected = does === 'update' ? good('DEPLOYED', 'demo UPDATE_STACK') : refused('failed', 'PLAN_STALE')
    expect(await found(status, { stages: 'synthesize,deploy', ...plan })).toEqual(expected)
  })

  it.each(STATUSES)('$status: the way back is refused', async ({ status }) => {
    await ours()
    const record = await kept(await world.deploy({ identity: run }))
    expect(await found(status, { stages: 'rollback', ...record }, '44')).toEqual(
      // What came after the run whose record is given must not be undone with it.
      status === 'DELETE_COMPLETE' ? refused('error', 'ROLLBACK_FAILED') : refused('failed', 'STACK_CHANGED'),
    )
  })
})
