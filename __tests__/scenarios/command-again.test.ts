import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type OwnTool, ownTool } from './own-tool.ts'
import type { Result } from './scene.ts'
import { begun, count, DEPLOYED, verdictOf } from './sight.ts'

let world: OwnTool
beforeEach(async () => {
  world = await ownTool()
})
afterEach(() => world.close())

const WATCHES = 'watches: [demo]'
const deploys = (...steps: readonly string[]) => `deploy: "node tool.mjs ${steps.join(' ')}", ${WATCHES}`
const second = { identity: { runId: '43' } }
const first = () => world.run(deploys('deploy:demo:30', 'wait:demo'))
const recordOf = ({ outputs }: Result) => ({ record: 'kept/record.json', 'record-sha256': outputs['record-sha256'] ?? '' })
const updating = () => world.aws.stacks.status('demo') === 'UPDATE_IN_PROGRESS'

describe('a cancelled run', () => {
  it('ends the command, and cancels the update that this has asked for', async () => {
    await first()
    const command = deploys('deploy:demo:60', 'wait:demo', 'sleep:600000')
    const result = await world.run(command, { ...second, cancelWhen: updating })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'CANCELLED' })
    expect(result.record.stages[2]?.reason).toContain('the update of demo was cancelled')
    expect(count(world.aws, 'CancelUpdateStack')).toBe(1)
  })

  it('lets the update go on where the configuration says so, and says so', async () => {
    await first()
    const run = { ...second, cancelWhen: updating }
    const result = await world.run(deploys('deploy:demo:60', 'wait:demo'), run, 'on-cancel: continue\n')
    expect(result.record.stages[2]?.reason).toContain('the update of demo goes on')
    expect(count(world.aws, 'CancelUpdateStack')).toBe(0)
  })

  it('says that nothing is under way where the command has asked for nothing', async () => {
    await first()
    const before = world.aws.calls.length
    const reading = () => world.aws.calls.slice(before).filter(({ action }) => action === 'DescribeStackEvents').length > 2
    const result = await world.run(deploys('sleep:5000'), { ...second, cancelWhen: reading })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'CANCELLED' })
    expect(result.record.stages[2]?.reason).toContain('nothing is under way on demo (CREATE_COMPLETE)')
    expect(result.record.stacks[0]?.operation).toBeUndefined()
  })
})

describe('a run that was lost while its command worked', () => {
  it('is waited for by its re-run, which says so and runs the command again', async () => {
    await first()
    await world.run(deploys('deploy:demo:60'), { ...second, killWhen: updating })
    expect(world.aws.stacks.status('demo')).toBe('UPDATE_IN_PROGRESS')
    const again = await world.run(deploys(), { identity: { runId: '43', attempt: '2' } })
    expect(verdictOf(again)).toMatchObject({ failed: false })
    expect(again.lines.join('\n')).toContain('demo: another operation is under way (UPDATE_IN_PROGRESS); waiting for it')
    expect(again.lines.join('\n')).toContain('demo: not touched, UPDATE_COMPLETE')
  })
})

describe('jobs of their own', () => {
  const plan = { stages: 'synthesize, plan, report' }

  it('deploy by the command that was planned, and build it again', async () => {
    const command = `build: "echo built", ${deploys('deploy:demo:30')}`
    const planned = await world.run(command, { inputs: plan })
    expect(planned.outputs['reason-code']).toBe('PLANNED')
    await world.carry('kept')
    const result = await world.run(command, { inputs: { stages: 'deploy', ...recordOf(planned) } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.join('\n')).toContain('build: built')
  })

  it('refuse another command than that', async () => {
    const planned = await world.run(deploys('deploy:demo:30'), { inputs: plan })
    await world.carry('kept')
    const result = await world.run(deploys('deploy:demo:90'), { inputs: { stages: 'deploy', ...recordOf(planned) } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_STALE' })
    expect(begun(world.aws)).toEqual([])
  })

  it('refuse a stack that has moved since', async () => {
    await first()
    const planned = await world.run(deploys('deploy:demo:90'), { ...second, inputs: plan })
    await world.carry('kept')
    await world.run(deploys('deploy:demo:60'), { identity: { runId: '44' } })
    const result = await world.run(deploys('deploy:demo:90'), { ...second, inputs: { stages: 'deploy', ...recordOf(planned) } })
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_STALE' })
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK', 'demo UPDATE_STACK'])
  })

  it('refuse a stack on which something is under way', async () => {
    await first()
    const planned = await world.run(deploys('deploy:demo:90'), { ...second, inputs: plan })
    await world.carry('kept')
    world.aws.stacks.turn('demo', 'UPDATE_IN_PROGRESS')
    const result = await world.run(deploys('deploy:demo:90'), { ...second, inputs: { stages: 'deploy', ...recordOf(planned) } })
    expect(verdictOf(result)).toMatchObject({ failed: true, reason: 'STACK_BUSY' })
    expect(result.lines.join('\n')).not.toContain('user agent')
  })

  it('go back behind what the command did, as it has no token by which it is known', async () => {
    await first()
    const changed = await world.run(deploys('deploy:demo:60'), second)
    expect(verdictOf(changed)).toEqual(DEPLOYED)
    await world.carry('kept')
    const back = await world.run(deploys('deploy:demo:60'), {
      ...second,
      inputs: { stages: 'rollback,report', ...recordOf(changed) },
    })
    expect(verdictOf(back)).toMatchObject({ failed: false, reason: 'ROLLED_BACK' })
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK', 'demo UPDATE_STACK', 'demo UPDATE_STACK'])
  })

  it('do not go back over what came after the command', async () => {
    await first()
    const changed = await world.run(deploys('deploy:demo:60'), second)
    await world.carry('kept')
    await world.run(deploys('deploy:demo:90'), { identity: { runId: '44' } })
    const back = await world.run(deploys('deploy:demo:60'), {
      ...second,
      inputs: { stages: 'rollback,report', ...recordOf(changed) },
    })
    expect(back.outputs['reason-code']).toBe('STACK_CHANGED')
  })
})
