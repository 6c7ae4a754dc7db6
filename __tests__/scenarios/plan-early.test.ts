import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Result, Scene } from './scene.ts'
import { scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, verdictOf } from './sight.ts'

const finding = {
  name: 'PROPERTY_VALIDATION',
  status: 'FAILED',
  mode: 'FAIL',
  reason: 'Unsupported property [Foo]',
  logicalId: 'Queue',
  type: 'AWS::SQS::Queue',
  path: '/Foo',
} as const

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const planOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'plan')

describe('a change set that early validation stops', () => {
  it('tells what was found, and where', async () => {
    world.aws.script('demo', { validations: [finding, { ...finding, logicalId: 'Topic', reason: 'Unsupported property [Bar]' }] })
    const result = await world.deploy()
    expect(verdictOf(result)).toMatchObject({ verdict: 'failed', reason: 'PLAN_FAILED' })
    expect(planOf(result)?.reason).toContain('Queue (AWS::SQS::Queue): Unsupported property [Foo] [PROPERTY_VALIDATION at /Foo]')
    expect(planOf(result)?.findings[0]?.evidence?.join('\n')).toContain('Unsupported property [Bar]')
  })

  it.each(['AccessDenied', 'InvalidAction'])('keeps the reason of CloudFormation where it cannot be asked (%s)', async (code) => {
    world.aws.script('demo', { validations: [finding] })
    world.aws.fault({ action: 'DescribeEvents', kind: 'error', status: 400, code, message: 'no' })
    const result = await world.deploy()
    expect(verdictOf(result)).toMatchObject({ verdict: 'failed', reason: 'PLAN_FAILED' })
    expect(planOf(result)?.reason).toContain('The following hook(s)/validation failed')
  })
})

describe('a change set that early validation only warns of', () => {
  it('is executed, with a finding', async () => {
    world.aws.script('demo', { validations: [{ ...finding, mode: 'WARN' }] })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(planOf(result)?.findings).toMatchObject([{ severity: 'medium', where: 'demo/Queue' }])
  })

  it('is not asked for where nothing hints at it', async () => {
    await world.deploy()
    await world.write('template.yaml', TEMPLATE.replace('DisplayName: one', 'DisplayName: two'))
    await world.deploy({ identity: { runId: '43' } })
    expect(count(world.aws, 'DescribeEvents')).toBe(0)
  })
})
