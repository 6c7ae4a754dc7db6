import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientOf } from '../world/aws/testing/world.ts'
import { type Deployed, deployed, LINKED, linked } from './deployed.ts'
import { type Result, type Scene, scene } from './scene.ts'

const timed = (seconds: number) =>
  LINKED.replace('AWS::SQS::Queue', `AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} }`)
const [old, changed] = [timed(30), timed(60)]
const CHECK = `verify:
  - name: health
    http: { url: "\${outputs.Url}/health" }
    retry: { for: 10s, every: 5s }
`
const second = { identity: { runId: '43' } }

let world: Scene
let system: Deployed | undefined
let ill = (): boolean => false
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', old)
  ill = () => false
  system = await deployed(world, () => ({ status: ill() ? 500 : 200 }))
})
afterEach(async () => {
  await system?.close()
  await world.close()
})

const configured = (more: string) => world.write('.github/deploy.yml', linked(system?.url ?? '', `${CHECK}${more}`))
/** How often change sets were executed on the stack: the odd ones lead to the new version. */
const executions = () => world.aws.calls.filter(({ action }) => action === 'ExecuteChangeSet').length
/** Whether the events of the way back were read. */
const seenBack = () => {
  const last = world.aws.calls.findLastIndex(({ action }) => action === 'ExecuteChangeSet')
  return executions() === 3 && world.aws.calls.slice(last).filter(({ action }) => action === 'DescribeStackEvents').length > 1
}
const templateNow = async () => {
  const client = new CloudFormationClient(clientOf(world.aws))
  return (await client.send(new GetTemplateCommand({ StackName: 'demo' }))).TemplateBody
}
const told = ({ outputs, failed, summary }: Result) => [
  failed,
  outputs['verdict'],
  outputs['reason-code'],
  summary.split('\n')[0],
]
const stageOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'rollback')

/** What a job keeps of the folder of its record. */
async function kept() {
  await world.carry('kept')
  await rm(join(world.folder, 'temp'), { recursive: true })
}

async function updated(more = 'on-unhealthy: rollback\n') {
  await configured(more)
  await world.deploy()
  await world.write('template.yaml', changed)
  return await world.deploy(second)
}

describe('a new version that is ill', () => {
  it('is not taken back where that would lose what it has made: the review holds for the way back too', async () => {
    ill = () => executions() === 2
    await configured('on-unhealthy: rollback\n')
    await world.deploy()
    const table = '  Orders: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders } }\n'
    await world.write('template.yaml', changed.replace('Resources:\n', `Resources:\n${table}`))
    const result = await world.deploy(second)
    expect(result.failed).toBe(true)
    expect(stageOf(result)).toMatchObject({ phase: 'failed', code: 'ROLLBACK_FAILED' })
    expect(stageOf(result)?.findings).toMatchObject([{ code: 'PLAN_BLOCKED', where: 'demo/Orders' }])
    expect([executions(), await templateNow()]).toEqual([2, expect.stringContaining('AWS::DynamoDB::Table')])
  })

  it('is taken back, and the old one is checked', async () => {
    ill = () => executions() === 2
    const result = await updated()
    const headline = '## ❌ demo: the new version was not healthy; the old version is back and what was checked is well'
    expect(told(result)).toEqual([true, 'failed', 'ROLLED_BACK', headline])
    expect(await templateNow()).toBe(old)
    expect(result.record.stacks[0]).toMatchObject({
      operation: { state: 'succeeded', status: 'UPDATE_COMPLETE' },
      rollback: { state: 'succeeded', status: 'UPDATE_COMPLETE' },
    })
    expect(result.record.stacks[0]?.rollback?.token).toMatch(/^deploy-action-rollback-execute-/)
    expect(result.record.checks.map(({ phase, afterRollback }) => [phase, afterRollback])).toEqual([
      ['failed', undefined],
      ['successful', true],
    ])
    expect(result.summary).toContain('**Is it safe?** Yes: the old version is back')
    expect(result.summary).toContain('health (http), after going back')
    expect(result.record.resume).toContain('Correct what was wrong with the new one')
  })

  it('is taken back even when the old one is no better, which is said', async () => {
    ill = () => executions() >= 2
    const result = await updated()
    const headline = '## ❌ demo: the new version was not healthy; the old version is back and is not healthy either'
    expect(told(result)).toEqual([true, 'failed', 'ROLLED_BACK', headline])
    expect(await templateNow()).toBe(old)
  })

  it('is taken back by the job that deploys what another one planned', async () => {
    ill = () => executions() === 2
    await configured('on-unhealthy: rollback\n')
    await world.deploy()
    await world.write('template.yaml', changed)
    const planned = await world.deploy({ ...second, inputs: { stages: 'plan' } })
    await kept()
    const sha = planned.outputs['record-sha256'] ?? ''
    const stages = 'deploy,verify,logscan,rollback,report'
    const result = await world.deploy({ ...second, inputs: { stages, record: 'kept/record.json', 'record-sha256': sha } })
    expect(told(result).slice(0, 3)).toEqual([true, 'failed', 'ROLLED_BACK'])
    expect(await templateNow()).toBe(old)
    expect(result.record).toMatchObject({ whole: true, stacks: [{ wayBack: { risk: 'low', lost: [] } }] })
  })

  it('goes on being taken back where the run is cancelled meanwhile, which is said', async () => {
    ill = () => executions() === 2
    await configured('on-unhealthy: rollback\n')
    await world.deploy()
    await world.write('template.yaml', changed)
    world.aws.script('demo', { resources: { Queue: { durationMs: 30_000 } } })
    const result = await world.deploy({ ...second, cancelWhen: () => seenBack() })
    expect(told(result).slice(0, 3)).toEqual([true, 'error', 'CANCELLED'])
    expect(result.record.stacks[0]?.rollback).toMatchObject({ state: 'running' })
    expect(stageOf(result)?.reason).toContain('a way back that was under way goes on')
    expect(result.summary).toContain('Not known yet: the operation was still going on')
    expect(world.aws.calls.map(({ action }) => action)).not.toContain('CancelUpdateStack')
    await world.clock.sleep(60_000, new AbortController().signal)
    expect(await templateNow()).toBe(old)
  })

  it('stays where nobody asked to go back', async () => {
    ill = () => executions() === 2
    const result = await updated('')
    expect(told(result).slice(0, 3)).toEqual([true, 'failed', 'CHECK_FAILED'])
    expect([await templateNow(), stageOf(result)]).toEqual([changed, undefined])
  })

  it('stays where it is the first one', async () => {
    ill = () => true
    await configured('on-unhealthy: rollback\n')
    const result = await world.deploy()
    const headline = '## 🔥 demo: the new version is not healthy, and the old one could not be put back'
    expect(told(result)).toEqual([true, 'failed', 'ROLLBACK_FAILED', headline])
    expect(stageOf(result)?.reason).toContain('there was no demo before')
    expect(world.aws.stacks.status('demo')).toBe('CREATE_COMPLETE')
  })

  it('stays where CloudFormation takes the way back back, which is said', async () => {
    ill = () => {
      if (executions() === 2) world.aws.script('demo', { resources: { Queue: { fail: { update: 'no way' } } } })
      return executions() >= 2
    }
    const result = await updated()
    const headline = '## 🔥 demo: the new version is not healthy, and the old one could not be put back'
    expect(told(result)).toEqual([true, 'failed', 'ROLLBACK_FAILED', headline])
    expect(result.record.stacks[0]?.rollback).toMatchObject({ state: 'failed', status: 'UPDATE_ROLLBACK_COMPLETE' })
    expect(stageOf(result)?.reason).toContain('no way')
    expect(await templateNow()).toBe(changed)
  })
})

describe('a version that is well', () => {
  it('stays', async () => {
    const result = await updated()
    expect(told(result).slice(0, 3)).toEqual([false, 'successful', 'DEPLOYED'])
    expect(stageOf(result)).toMatchObject({ phase: 'skipped', reason: 'nothing that was deployed is ill' })
  })
})

describe('the stage `rollback` with the record of an earlier run', () => {
  const goBack = (sha: string | undefined) =>
    world.deploy({
      identity: { runId: '44', sha: 'f'.repeat(40) },
      inputs: { stages: 'rollback', record: 'kept/record.json', 'record-sha256': sha ?? '' },
    })

  it('puts back what ran before that run', async () => {
    const result = await updated('')
    await kept()
    const back = await goBack(result.outputs['record-sha256'])
    expect(told(back)).toEqual([
      false,
      'successful',
      'ROLLED_BACK',
      '## ↩️ demo: the old version is back and what was checked is well',
    ])
    expect(await templateNow()).toBe(old)
  })

  it('refuses a snapshot that is not the one of the record', async () => {
    const result = await updated('')
    await kept()
    await writeFile(join(world.folder, 'kept/snapshot-demo.json'), '{}')
    const back = await goBack(result.outputs['record-sha256'])
    expect([back.outputs['reason-code'], await templateNow()]).toEqual(['RECORD_INVALID', changed])
  })

  it('refuses to go back without a record', async () => {
    const result = await updated('')
    const back = await world.deploy({ inputs: { stages: 'rollback' } })
    expect(told(back).slice(0, 3)).toEqual([true, 'failed', 'ROLLBACK_FAILED'])
    expect(stageOf(back)?.reason).toBe('Nothing was taken back: no record of a change was given.')
    expect([told(result)[2], await templateNow()]).toEqual(['DEPLOYED', changed])
  })

  it('refuses to go back without one', async () => {
    const result = await updated('')
    await kept()
    await rm(join(world.folder, 'kept/snapshot-demo.json'))
    const back = await goBack(result.outputs['record-sha256'])
    expect(stageOf(back)?.reason).toContain('snapshot-demo.json does not lie beside the record')
    expect([back.outputs['reason-code'], await templateNow()]).toEqual(['ROLLBACK_FAILED', changed])
  })
})

describe('several stacks', () => {
  it('go back in the reverse order', async () => {
    const base = `  - { name: base, template: base.yaml, parameters: { Url: "${system?.url}" } }\n`
    const demo = `  - { name: demo, template: template.yaml, depends-on: [base], parameters: { Url: "${system?.url}" } }\n`
    const check = CHECK.replace('outputs.Url', 'outputs.demo.Url')
    await world.write('.github/deploy.yml', `version: 1\nstacks:\n${base}${demo}${check}on-unhealthy: rollback\n`)
    await world.write('base.yaml', old)
    await world.deploy()
    await world.write('base.yaml', changed)
    await world.write('template.yaml', changed)
    ill = () => executions() === 4
    const result = await world.deploy(second)
    expect(told(result).slice(0, 3)).toEqual([true, 'failed', 'ROLLED_BACK'])
    const order = world.aws.calls.filter(({ action }) => action === 'ExecuteChangeSet').map(({ params }) => params['StackName'])
    expect(order).toEqual(['base', 'demo', 'base', 'demo', 'demo', 'base'])
    expect(result.outputs['stacks']).toContain('UPDATE_COMPLETE')
  })
})
