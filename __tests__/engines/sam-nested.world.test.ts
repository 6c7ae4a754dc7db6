import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { BACK, DEPLOYED, LIMIT_MS, NOTHING, openSamWorld, type SamWorld, told } from './sam-world.ts'

const { failingDeployment } = examples['btl-run']

await describeWithTools(['sam'], 'nested applications of SAM', () => {
  let world: SamWorld
  beforeAll(async () => {
    world = await openSamWorld()
  }, 90_000)
  afterAll(() => world.close())

  it(
    'are taken over from SAM, changed, left alone, kept from a failure and taken back, and SAM goes on from there',
    async () => {
      const { act, back, answer, version, edit, mend, deploy } = await world.system('btl-run')
      expect([(await deploy()).code, await answer()]).toEqual([0, '1.0.0'])
      await version('2.0.0')
      const second = await act()
      expect([...told(second), await answer()]).toEqual([...DEPLOYED, '2.0.0'])
      expect(told(await act())).toEqual(NOTHING)
      await edit(...failingDeployment)
      const failed = await act()
      expect([...told(failed), await answer()]).toEqual([true, 'failed', 'DEPLOY_FAILED', '2.0.0'])
      expect(failed.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Broken' })
      await mend(...failingDeployment)
      expect([...told(await back(second)), await answer()]).toEqual([...BACK, '1.0.0'])
      expect([(await deploy()).code, await answer()]).toEqual([0, '2.0.0'])
    },
    LIMIT_MS,
  )
})
