import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { BACK, DEPLOYED, LIMIT_MS, NOTHING, openSamWorld, type SamWorld, type System, told } from './sam-world.ts'

const { failingBuild, failingDeployment } = examples['pixel-prompt']

await describeWithTools(['sam'], 'SAM', () => {
  let world: SamWorld
  let system: System
  beforeAll(async () => {
    world = await openSamWorld()
    system = await world.system('pixel-prompt')
  }, 90_000)
  afterAll(() => world.close())

  it(
    'has no bucket made without being asked, and the command that is shown makes it',
    async () => {
      const refused = await system.act()
      expect(told(refused)).toEqual([true, 'error', 'BUCKET_MISSING'])
      expect(world.calls.filter(({ action }) => /^Create/.test(action))).toEqual([])
      const [command = ''] = /sam package .*?packaged\.yaml/.exec(refused.summary) ?? []
      const [program = '', ...given] = command.split(' ')
      expect(await system.run(program, ...given)).toMatchObject({ code: 0 })
    },
    LIMIT_MS,
  )

  it(
    'is deployed, changed, left alone, kept from failures and taken back, and its own command goes on from there',
    async () => {
      const { act, back, answer, version, edit, mend, deploy } = system
      expect([...told(await act()), await answer()]).toEqual([...DEPLOYED, '1.0.0'])
      await version('2.0.0')
      const second = await act()
      expect([...told(second), await answer()]).toEqual([...DEPLOYED, '2.0.0'])
      expect(told(await act())).toEqual(NOTHING)
      await edit(...failingBuild)
      expect(told(await act())).toEqual([true, 'error', 'ARTIFACT_MISSING'])
      await mend(...failingBuild)
      await edit(...failingDeployment)
      expect([...told(await act()), await answer()]).toEqual([true, 'failed', 'DEPLOY_FAILED', '2.0.0'])
      await mend(...failingDeployment)
      expect([...told(await back(second)), await answer()]).toEqual([...BACK, '1.0.0'])
      expect([(await deploy()).code, await answer()]).toEqual([0, '2.0.0'])
    },
    LIMIT_MS,
  )
})
