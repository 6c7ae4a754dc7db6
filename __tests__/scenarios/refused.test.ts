import { afterEach, describe, expect, it } from '@jest/globals'
import { type Scene, scene, TEMPLATE } from './scene.ts'
import { count, executed, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const GONE = { kind: 'error', status: 404, code: 'ChangeSetNotFound', message: 'ChangeSet [it] does not exist' } as const
const BUSY = { kind: 'error', status: 400, code: 'InvalidChangeSetStatus', message: 'ChangeSet [it] cannot be executed' } as const

/** An update that is planned and executed by one run, of which the execution is refused. */
async function refused(rule: typeof GONE | typeof BUSY) {
  world = await scene()
  await world.deploy()
  await world.write('template.yaml', TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60'))
  const before = count(world.aws, 'ExecuteChangeSet')
  const sent = () => count(world.aws, 'ExecuteChangeSet') > before
  world.aws.fault({ ...rule, action: 'ExecuteChangeSet' })
  world.aws.fault({ ...GONE, action: 'DescribeChangeSet', when: () => rule === GONE && sent() })
  return await world.deploy({ identity: { runId: '43' } })
}

describe('a change set that is refused by the run that made it', () => {
  it('is looked at then: one that is gone makes the plan stale', async () => {
    const result = await refused(GONE)
    expect(verdictOf(result)).toMatchObject({ failed: true, reason: 'PLAN_STALE' })
    expect(result.record.stages.find(({ stage }) => stage === 'deploy')?.reason).toMatch(/change set \S+ is gone/)
    expect(executed(world.aws)).toBe(1)
  })

  it('is as it was planned: what CloudFormation said is told, and nothing is taken for begun', async () => {
    const result = await refused(BUSY)
    expect(verdictOf(result)).toMatchObject({ failed: true })
    expect(result.record.stages.find(({ stage }) => stage === 'deploy')?.reason).toContain('cannot be executed')
    expect(result.record.stacks[0]?.operation).toBeUndefined()
    expect(executed(world.aws)).toBe(1)
  })
})
