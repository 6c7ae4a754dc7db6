import { afterAll, beforeAll, expect } from '@jest/globals'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { sideBySide } from '../side-by-side.ts'
import { type CoreWorld, openCoreWorld } from './core-world.ts'
import { DEPLOYED, LIMIT_MS, told } from './step.ts'
import { BROKEN, custom, PROVIDERS, versioned } from './templates.ts'

// Cancelling and rolling back at every other moment is the scripted server's: on MiniStack a resource takes time only where a
// function takes it.
await describeWithMinistack('what is taken back on MiniStack', () => {
  let world: CoreWorld
  beforeAll(async () => {
    world = await openCoreWorld()
    const provider = await world.system('provider')
    await provider.template(PROVIDERS)
    expect(told(await provider.deploy())).toEqual(DEPLOYED)
  }, 90_000)
  afterAll(() => world.close())

  const story = sideBySide()

  story(
    'the version before comes back where the new one is ill, and answers',
    async () => {
      const system = await world.system('ill')
      const check = `verify:
  - { name: version, http: { url: "\${outputs.Url}status", expect: { body: v1 } }, retry: { for: 2s, every: 1s } }
on-unhealthy: rollback
`
      await system.configure('', check)
      await system.template(versioned('v1'))
      const first = await system.deploy()
      expect([...told(first), first.record.checks.map(({ reason }) => reason)]).toEqual([
        ...DEPLOYED,
        [expect.stringContaining('200')],
      ])
      await system.template(versioned('v2'))
      const result = await system.deploy()
      expect(told(result)).toEqual([true, 'failed', 'ROLLED_BACK'])
      expect(result.record.checks.map(({ phase, afterRollback }) => [phase, afterRollback])).toEqual([
        ['failed', undefined],
        ['successful', true],
      ])
      expect(await system.answer()).toBe('v1')
    },
    LIMIT_MS,
  )

  story(
    'the version before comes back by the record of the run that replaced it, and answers',
    async () => {
      const system = await world.system('regretted')
      await system.template(versioned('v1'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      await system.template(versioned('v2'))
      const { outputs } = await system.deploy()
      expect(await system.answer()).toBe('v2')
      const record = { record: outputs['record'] ?? '', 'record-sha256': outputs['record-sha256'] ?? '' }
      const back = await system.deploy({ inputs: { stages: 'rollback', ...record } })
      expect(told(back)).toEqual([false, 'successful', 'ROLLED_BACK'])
      expect(await system.answer()).toBe('v1')
    },
    LIMIT_MS,
  )

  story(
    'a cancelled update is cancelled in CloudFormation, and the old version answers',
    async () => {
      const system = await world.system('cancelled')
      await system.template(versioned('v1', { resources: custom('slow', 'one') }))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      await system.template(versioned('v2', { resources: custom('slow', 'two') }))
      const result = await system.deploy({
        cancelWhen: (called) => called.includes('executeChangeSet') && called.at(-1) === 'events',
      })
      expect(told(result)).toEqual([true, 'error', 'CANCELLED'])
      expect(world.calls.filter(({ action }) => action === 'CancelUpdateStack')).toHaveLength(1)
      expect(await system.settled()).toBe('UPDATE_ROLLBACK_COMPLETE')
      expect(await system.answer()).toBe('v1')
    },
    LIMIT_MS,
  )

  story(
    'a way back that fails is told, and continued where that is allowed',
    async () => {
      const system = await world.system('stuck')
      await system.template(versioned('v1', { resources: custom('stubborn', 'one') }))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      await system.template(versioned('v2', { resources: `${custom('stubborn', 'two')}\n${BROKEN}\n    DependsOn: Thing` }))
      const result = await system.deploy()
      expect(told(result)).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(result.record.stacks[0]?.operation).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' })
      expect(told(await system.deploy())).toEqual([true, 'error', 'STACK_STUCK'])
      await system.configure('', 'recover: [continue-rollback]\n')
      await system.template(versioned('v3', { resources: custom('stubborn', 'one') }))
      const mended = await system.deploy()
      expect(told(mended)).toEqual(DEPLOYED)
      expect(mended.record.stacks[0]?.mended).toEqual(['continue-rollback'])
      expect(await system.answer()).toBe('v3')
    },
    LIMIT_MS,
  )

  story(
    'an update that was paused where it failed is rolled back where that is allowed',
    async () => {
      const system = await world.system('paused')
      await system.template(versioned('v1'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      await system.configure('    on-deploy-failure: keep\n')
      await system.template(versioned('v2', { resources: `${BROKEN}\n    DependsOn: Function` }))
      const result = await system.deploy()
      expect(told(result)).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(result.record.stacks[0]?.operation).toMatchObject({ status: 'UPDATE_FAILED', rootCause: { logicalId: 'Broken' } })
      expect(await system.answer()).toBe('v2')
      await system.configure('', 'recover: [rollback-paused]\n')
      await system.template(versioned('v1'))
      const mended = await system.deploy()
      expect([told(mended), mended.record.stacks[0]?.mended]).toEqual([
        [false, 'successful', 'NOTHING_TO_CHANGE'],
        ['rollback-paused'],
      ])
      expect(await system.answer()).toBe('v1')
    },
    LIMIT_MS,
  )
})
