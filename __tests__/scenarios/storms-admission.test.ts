import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Admission, admissions } from '../../src/stack/statuses.ts'
import type { StackSeed } from '../world/aws/cloudformation/seed.ts'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60'))
})
afterEach(() => world.close())

type Status = StackSeed['status']
const rows = Object.entries(admissions) as [string, Admission][]
const having = (what: Admission['do']) => rows.filter(([status, { do: done }]) => done === what && status !== 'absent')

describe('every status of a stack', () => {
  it.each(having('refuse').map(([status]) => status as Status))('%s: refused with cause and command', async (status) => {
    world.aws.stacks.seed({ name: 'demo', status, template: TEMPLATE })
    const result = await world.deploy()
    const admission = admissions[status as keyof typeof admissions] as Admission & { do: 'refuse' }
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'STACK_STUCK' })
    expect(result.summary).toContain(admission.why)
    expect(result.record.resume).toBe(`${admission.command} demo --region us-east-1`)
    expect(result.summary).toContain('nothing was changed')
    expect(world.aws.calls.map((c) => c.action).filter((action) => !/^(Describe|Get)/.test(action))).toEqual([])
  })

  it.each(having('update').map(([status]) => status as Status))('%s: updated', async (status) => {
    world.aws.stacks.seed({ name: 'demo', status, template: TEMPLATE })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(world.aws.stacks.status('demo')).toBe('UPDATE_COMPLETE')
  })

  it.each(having('create').map(([status]) => status as Status))('%s: made', async (status) => {
    world.aws.stacks.seed({ name: 'demo', status })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(world.aws.stacks.status('demo')).toBe('CREATE_COMPLETE')
  })

  it.each(having('wait').map(([status]) => status as Status))('%s: waited for, then deployed', async (status) => {
    const after = status === 'DELETE_IN_PROGRESS' ? 'DELETE_COMPLETE' : 'UPDATE_COMPLETE'
    world.aws.stacks.seed({ name: 'demo', status, template: TEMPLATE, next: [{ afterMs: 12_000, status: after }] })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.filter((line) => line.includes(`(${status}); waiting for it`)).length).toBeGreaterThan(1)
    expect(executed(world.aws)).toBe(1)
  })

  it('one that waits for ever: STACK_BUSY at the limit, nothing executed', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}    time-limit: 2m\n`)
    world.aws.stacks.seed({
      name: 'demo',
      status: 'UPDATE_IN_PROGRESS',
      template: TEMPLATE,
      next: [{ afterMs: 3_600_000, status: 'UPDATE_COMPLETE' }],
    })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'STACK_BUSY' })
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(0)
    expect(result.lines.join('\n')).toContain('after 2 min')
  })
})

describe('a change set', () => {
  it('that fails gives its reason, is taken away, and leaves the shell for the next plan', async () => {
    world.aws.script('demo', { changeSetFailure: 'Template error: Queue is not for sale' })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_FAILED' })
    expect(result.summary).toContain('Queue is not for sale')
    expect(count(world.aws, 'DeleteChangeSet')).toBe(1)
    expect(world.aws.stacks.status('demo')).toBe('REVIEW_IN_PROGRESS')
    world.aws.script('demo', {})
    expect(verdictOf(await world.deploy({ identity: { attempt: '2' } }))).toEqual(DEPLOYED)
    expect(world.aws.stacks.ids()).toHaveLength(1)
  })

  it('that fails tells its reason also where it cannot be taken away', async () => {
    world.aws.script('demo', { changeSetFailure: 'Template error: Queue is not for sale' })
    world.aws.fault({ action: 'DeleteChangeSet', kind: 'denied' })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'PLAN_FAILED' })
    expect(result.summary).toContain('Queue is not for sale')
  })

  it.each(["The submitted information didn't contain changes. Submit different information.", 'No updates are to be performed.'])(
    'that is empty is nothing to change: %s',
    async (reason) => {
      world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', template: TEMPLATE })
      world.aws.script('demo', { changeSetFailure: reason })
      const result = await world.deploy()
      expect(verdictOf(result)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
      expect(count(world.aws, 'DeleteChangeSet')).toBe(1)
      expect(count(world.aws, 'ExecuteChangeSet')).toBe(0)
    },
  )

  it('that takes five minutes is waited for', async () => {
    world.aws.script('demo', { changeSetMs: 300_000 })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(count(world.aws, 'CreateChangeSet')).toBe(1)
  })

  it('for a stack that was deleted meanwhile fails soon', async () => {
    world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', template: TEMPLATE })
    world.aws.fault({
      action: 'CreateChangeSet',
      kind: 'error',
      status: 400,
      code: 'ValidationError',
      message: 'Stack [demo] does not exist',
    })
    const begun = world.clock.now().getTime()
    expect(verdictOf(await world.deploy())).toMatchObject({ failed: true, verdict: 'error' })
    expect(world.clock.now().getTime() - begun).toBeLessThan(60_000)
  })
})
