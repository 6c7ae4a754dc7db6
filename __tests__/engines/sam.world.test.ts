import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEPLOYED, told } from '../world/core/step.ts'
import { type Action, actionIn } from '../world/tools/action.ts'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { openToolsWorld, type ToolsWorld } from '../world/tools/tools-world.ts'

const NAMES = ['sam'] as const
const LIMIT_MS = 120_000
const NOTHING = [false, 'successful', 'NOTHING_TO_CHANGE']
const STAGING = { inputs: { environment: 'staging' } }
const REGION = ['--region', 'us-east-1'] as const

await describeWithTools(NAMES, 'SAM', () => {
  let world: ToolsWorld
  let action: Action
  beforeAll(async () => {
    world = await openToolsWorld(NAMES)
    action = await actionIn(world)
  }, 90_000)
  afterAll(async () => {
    action.close()
    await world.close()
  })

  it(
    'is told to make its bucket where there is none, and the command that is shown does it',
    async () => {
      const system = await world.copy('pixel-prompt')
      const refused = await action.run(system, STAGING)
      expect(told(refused)).toEqual([true, 'error', 'BUCKET_MISSING'])
      expect(world.calls.filter(({ action: name }) => name === 'CreateBucket' || name === 'CreateStack')).toEqual([])
      const [, command = ''] = /: (sam package .*)$/m.exec(JSON.stringify(refused.record)) ?? /(sam package [^"]*)"/.exec(JSON.stringify(refused.record)) ?? []
      const [program = '', ...given] = command.split(' ')
      expect(await system.run(program, ...given)).toMatchObject({ code: 0 })
    },
    LIMIT_MS,
  )

  it.each(['pixel-prompt', 'btl-run'] as const)(
    '%s is deployed, changed, left alone and taken back, and its own command goes on from there',
    async (name) => {
      const { failingBuild, failingDeployment } = examples[name]
      const system = await world.copy(name)
      const run = () => action.run(system, STAGING)
      const first = await run()
      if (told(first)[0]) console.log(JSON.stringify(first.record, null, 1).slice(0, 9000))
      expect(told(first)).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('1.0.0')
      await system.version('2.0.0')
      const second = await run()
      expect([...told(second), await system.answer()]).toEqual([...DEPLOYED, '2.0.0'])
      expect(told(await run())).toEqual(NOTHING)
      await system.version('3.0.0')
      await system.edit(...failingBuild)
      expect(told(await run())).toEqual([true, 'error', 'ARTIFACT_MISSING'])
      await system.mend(...failingBuild)
      await system.edit(...failingDeployment)
      expect(told(await run())).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      await system.mend(...failingDeployment)
      expect(await system.answer()).toBe('2.0.0')
      const { outputs } = second
      const record = { record: outputs['record'] ?? '', 'record-sha256': outputs['record-sha256'] ?? '' }
      const back = await action.run(system, { inputs: { ...STAGING.inputs, stages: 'rollback', ...record } })
      expect([...told(back), await system.answer()]).toEqual([false, 'successful', 'ROLLED_BACK', '1.0.0'])
      expect(await system.deploy()).toMatchObject({ code: 0 })
      expect(await system.answer()).toBe('3.0.0')
      expect(await system.run('sam', 'list', 'stack-outputs', '--stack-name', `${name}-staging`, ...REGION)).toMatchObject({ code: 0 })
    },
    LIMIT_MS,
  )
})
