import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type FrameworkScene, frameworkScene, SERVICE } from './framework.ts'
import type { Result } from './scene.ts'

let world: FrameworkScene
beforeEach(async () => {
  world = await frameworkScene(`${SERVICE}deferred: allow\n`)
})
afterEach(() => world.close())

const status = () => world.aws.stacks.status('service-live')
const told = ({ outputs }: Result) => [outputs['verdict'], outputs['reason-code']]

/** Synthesized by one job, planned by another, and deployed by a third one, which has the build but where `build` says otherwise. */
async function inJobs(build: 'handed on' | 'left out', between: () => Promise<void> = async () => undefined): Promise<Result> {
  const { outputs: made } = await world.deploy({ inputs: { stages: 'synthesize' } })
  await rename(made['build'] ?? '', join(world.folder, 'build'))
  await rm(join(world.folder, 'node_modules'), { recursive: true })
  const built = { build: 'build', 'build-sha256': made['build-sha256'] ?? '' }
  const { outputs } = await world.deploy({ inputs: { stages: 'plan', ...built } })
  await world.carry('plan')
  await between()
  const record = { record: 'plan/record.json', 'record-sha256': outputs['record-sha256'] ?? '' }
  return world.deploy({ inputs: { stages: 'deploy', ...record, ...(build === 'handed on' ? built : {}) } })
}

describe('a stack of which only the beginning can be planned', () => {
  it('is blocked where nothing may be deferred, and what avoids that is said', async () => {
    await world.write('.github/deploy.yml', SERVICE)
    const result = await world.deploy()
    expect([told(result), world.executed()]).toEqual([['failed', 'PLAN_BLOCKED'], 0])
    expect(result.summary).toContain('provider.deploymentBucket')
    expect(result.summary).toContain('deferred: allow')
  })

  it('is deployed in two operations, and the second is planned once the first is over', async () => {
    const result = await world.deploy()
    expect([told(result), world.executed()]).toEqual([['successful', 'DEPLOYED'], 2])
    expect(result.record.stacks[0]?.operation?.kind).toBe('update')
    expect(result.summary).toContain('Without one, deploy in the job that plans')
    expect(result.summary).not.toContain('deferred: allow')
    expect(result.lines).toContain('  Add     Queue  AWS::SQS::Queue')
  })

  it('is planned whole once it is there', async () => {
    await world.deploy()
    await world.packs({ directory: 'serverless/service/live/1795000000001-2026-11-18T11:06:40.001Z' })
    const again = await world.deploy({ identity: { runId: '43' } })
    expect([told(again), world.executed()]).toEqual([['successful', 'NOTHING_TO_CHANGE'], 2])
  })

  it('is deployed by another job that has the build', async () => {
    expect(told(await inJobs('handed on'))).toEqual(['successful', 'DEPLOYED'])
    expect(world.executed()).toBe(2)
  })

  it.each([
    ['while it begins', (status: string | undefined) => status === 'CREATE_IN_PROGRESS'],
    ['once it has begun', (status: string | undefined) => status === 'CREATE_COMPLETE'],
  ])('goes on where the machine was lost %s', async (_when, lost) => {
    const { outputs } = await world.deploy({ inputs: { stages: 'synthesize, plan' } })
    await world.carry('plan')
    const record = { record: 'plan/record.json', 'record-sha256': outputs['record-sha256'] ?? '' }
    const inputs = { stages: 'deploy', ...record }
    world.aws.script('service-live', { resources: { ServerlessDeploymentBucket: { durationMs: 5000 } } })
    await world.deploy({ inputs, killWhen: () => lost(status()) })
    expect(world.executed()).toBe(1)
    const again = await world.deploy({ inputs, identity: { attempt: '2' } })
    expect([told(again), world.executed(), status()]).toEqual([['successful', 'DEPLOYED'], 2, 'UPDATE_COMPLETE'])
  })

  it('is not begun again where the machine was lost while the rest is made; the whole run follows that', async () => {
    await world.deploy({ killWhen: () => status() === 'UPDATE_IN_PROGRESS' })
    const again = await world.deploy({ identity: { attempt: '2' } })
    expect([told(again)[0], world.executed(), status()]).toEqual(['successful', 2, 'UPDATE_COMPLETE'])
  })

  it('stays at its beginning where the build is not at hand', async () => {
    const result = await inJobs('left out')
    expect([told(result), world.executed()]).toEqual([['error', 'BUILD_INVALID'], 1])
    expect(result.summary).toContain('Only the beginning of stack service-live is deployed')
  })

  it('is not begun where the build is not the one that was planned', async () => {
    const result = await inJobs('handed on', () => writeFile(join(world.folder, 'build/service/service.zip'), 'another package'))
    expect([told(result), world.executed()]).toEqual([['error', 'BUILD_INVALID'], 0])
  })
})
