import { afterEach, describe, expect, it } from '@jest/globals'
import type { ScriptedAws } from '../world/aws/server.ts'
import { type Scene, scene, TEMPLATE } from './scene.ts'
import { DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
type When = (calls: readonly string[]) => boolean

const times =
  (action: string, most: number): When =>
  (calls) =>
    calls.filter((c) => c === action).length > most
const MOMENTS: Readonly<Record<string, When>> = {
  'before anything was asked': () => true,
  'while the change set is made': times('DescribeChangeSet', 0),
  'between plan and execution': times('DescribeStackEvents', 0),
  'right after ExecuteChangeSet': times('ExecuteChangeSet', 0),
  'in the middle of the operation': times('DescribeStackEvents', 7),
  'while it is confirmed': (calls) => calls.includes('ExecuteChangeSet') && times('DescribeStacks', 2)(calls),
}

/** A run whose machine is lost at that moment, its post step on the next one, and the run again. */
async function lost(when: When, { update }: { readonly update: boolean }) {
  world = await scene({ changeSetMs: 2000 })
  if (update) await world.deploy()
  await world.write('template.yaml', changed)
  world.aws.script('demo', { changeSetMs: 2000, resources: { Queue: { durationMs: 30_000 } } })
  const from = world.aws.calls.length
  const seen = (aws: ScriptedAws) => when(aws.calls.slice(from).map((c) => c.action))
  const died = await world.deploy({ identity: { runId: '43' }, killWhen: seen })
  expect(died.outputs).toEqual({})
  expect(died.record.endedAt).toBeUndefined()
  return died
}

const cases = Object.entries(MOMENTS).flatMap(([moment, when]) =>
  ['an update', 'a creation'].map((what) => ({ moment, when, what, update: what === 'an update' })),
)

describe('a machine that is lost', () => {
  it.each(cases)(
    '$moment of $what: told by the post step, and a re-run ends well with one operation',
    async ({ when, update }) => {
      const died = await lost(when, { update })
      const told = await world.post(died.state, { identity: { runId: '43' } })
      expect(told.record).toMatchObject({ verdict: 'error', reasonCode: 'INTERRUPTED' })
      expect(told.record.resume).toMatch(/^Run again/)
      expect(told.summary).toContain('INTERRUPTED')
      expect(told.annotations.join('\n')).toContain('INTERRUPTED')
      expect(told.record.stacks[0]?.operation?.state ?? 'none').toBe(died.record.stacks[0]?.operation?.state ?? 'none')
      const issues = () => world.github.repository('octo-org/demo').issues.all()
      expect(issues()).toMatchObject([{ state: 'open', title: expect.stringContaining('INTERRUPTED') }])
      const again = await world.deploy({ identity: { runId: '43', attempt: '2' } })
      expect(again.failed).toBe(false)
      expect(executed(world.aws)).toBe(update ? 2 : 1)
      expect(world.aws.stacks.status('demo')).toBe(update ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE')
      expect(issues()).toMatchObject([{ state: 'closed' }])
    },
  )

  it('does not say that nothing was changed once something may have been', async () => {
    const died = await lost(times('ExecuteChangeSet', 0), { update: true })
    const told = await world.post(died.state, { identity: { runId: '43' } })
    expect(told.summary).not.toContain('nothing was changed')
  })

  it('leaves it to the reporting job to tell people, where there is one', async () => {
    world = await scene({ changeSetMs: 2000 })
    const inputs = { stages: 'synthesize, plan, deploy' }
    const died = await world.deploy({
      inputs,
      killWhen: ({ calls }) => times('ExecuteChangeSet', 0)(calls.map(({ action }) => action)),
    })
    const told = await world.post(died.state, { inputs })
    expect([told.record.reasonCode, told.annotations.length]).toEqual(['INTERRUPTED', 1])
    expect(world.github.calls).toEqual([])
  })

  it('says that nothing was changed when nothing was sent', async () => {
    const died = await lost(times('DescribeChangeSet', 0), { update: true })
    const told = await world.post(died.state, { identity: { runId: '43' } })
    expect(told.summary).toContain('nothing was changed')
  })
})

describe('the post step', () => {
  it('does nothing after a main that ended', async () => {
    world = await scene()
    const ended = await world.deploy()
    expect(verdictOf(ended)).toEqual(DEPLOYED)
    const told = await world.post(ended.state)
    expect(told).toMatchObject({ summaries: [], annotations: [], recordText: ended.recordText })
  })

  it('does nothing where main never began', async () => {
    world = await scene()
    expect(await world.post({})).toMatchObject({ summaries: [], annotations: [], failed: false })
  })
})
