import { CancelUpdateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from '@jest/globals'
import { TWO } from './testing/templates.ts'
import { startWorld } from './testing/world.ts'

const changed = TWO.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')

describe('the count of operations', () => {
  it('has what was begun on any stack, cancels included, and a call that was understood as an earlier one once', async () => {
    const { aws, stacks, clock } = await startWorld()
    aws.stacks.seed({ name: 'older', status: 'UPDATE_COMPLETE', template: TWO, token: 'before' })
    await stacks.deploy({ TemplateBody: TWO })
    const plan = await stacks.plan({ TemplateBody: changed })
    for (let times = 0; times < 2; times += 1) await stacks.execute(plan, { ClientRequestToken: 'one' })
    await stacks.client.send(new CancelUpdateStackCommand({ StackName: 'demo', ClientRequestToken: 'two' }))
    clock.advance(60_000)
    await stacks.client.send(new DeleteStackCommand({ StackName: 'demo' }))
    expect(aws.stacks.begun().map(({ stack, type, token }) => [stack, type, token])).toEqual([
      ['demo', 'CREATE_STACK', undefined],
      ['demo', 'UPDATE_STACK', 'one'],
      ['demo', 'CANCEL_UPDATE', 'two'],
      ['demo', 'DELETE_STACK', undefined],
    ])
  })

  it('has nothing that was refused', async () => {
    const { aws, stacks } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    await expect(stacks.client.send(new CancelUpdateStackCommand({ StackName: 'demo' }))).rejects.toThrow('current stack status')
    expect(aws.stacks.begun().map(({ type }) => type)).toEqual(['CREATE_STACK'])
  })
})

describe('a stack that is left in a status', () => {
  it('is in it, as somebody else left it, which counts for no operation', async () => {
    const { aws, stacks } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    aws.stacks.turn('demo', 'UPDATE_ROLLBACK_FAILED')
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_ROLLBACK_FAILED')
    expect((await stacks.events()).at(-1)).toMatchObject({
      ResourceStatus: 'UPDATE_ROLLBACK_FAILED',
      ClientRequestToken: 'somebody',
    })
    expect(aws.stacks.begun().map(({ type }) => type)).toEqual(['CREATE_STACK'])
  })
})

describe('events out of order', () => {
  it('appear late, in the place that their time gives them', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    aws.script('demo', { resources: { Queue: { lateMs: { UPDATE_COMPLETE: 5000 } } } })
    await stacks.execute(await stacks.plan({ TemplateBody: changed }))
    clock.advance(1000)
    const early = await stacks.told()
    expect(early.at(-1)).toBe('demo UPDATE_COMPLETE')
    expect(early).not.toContain('Queue UPDATE_COMPLETE')
    clock.advance(5000)
    const late = await stacks.told()
    expect(late.filter((line) => line !== 'Queue UPDATE_COMPLETE')).toEqual(early)
    expect(late.indexOf('Queue UPDATE_COMPLETE')).toBe(late.indexOf('Queue UPDATE_IN_PROGRESS') + 1)
  })

  it('stand in any order within a page, each of them once', async () => {
    const { aws, stacks } = await startWorld()
    aws.stacks.seed({ name: 'old', status: 'UPDATE_COMPLETE', template: TWO, oldEvents: 250 })
    const ordered = (await stacks.events('old')).map(({ EventId }) => EventId)
    aws.script('old', { shuffled: true })
    const mixed = (await stacks.events('old')).map(({ EventId }) => EventId)
    expect(mixed).not.toEqual(ordered)
    expect(mixed.toSorted()).toEqual(ordered.toSorted())
    expect(new Set(mixed.slice(-100))).toEqual(new Set(ordered.slice(-100)))
  })
})
