import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Result } from '../world/core/step.ts'
import { sideBySide } from '../world/side-by-side.ts'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import type { Ran } from '../world/tools/run.ts'
import { BACK, DEPLOYED, LIMIT_MS, NOTHING, openSamWorld, type SamWorld, type System, told } from './sam-world.ts'

await describeWithTools(['sam'], 'SAM', () => {
  let world: SamWorld
  let system: System
  /** Made once, for all that is asked of it. */
  let build: Readonly<Record<string, string>>
  let refused: Result
  let made: readonly string[]
  let shown: Ran
  beforeAll(async () => {
    world = await openSamWorld()
    system = await world.system('pixel-prompt')
    const { outputs } = await system.act({ stages: 'synthesize' })
    build = { build: outputs['build'] ?? '', 'build-sha256': outputs['build-sha256'] ?? '' }
    refused = await system.act({ stages: 'plan', ...build })
    made = world.calls.map(({ action }) => action).filter((action) => action.startsWith('Create'))
    const [command = ''] = /sam package .*?packaged\.yaml/.exec(refused.summary) ?? []
    const [program = '', ...given] = command.split(' ')
    shown = await system.run(program, ...given)
  }, LIMIT_MS)
  afterAll(() => world.close())

  const story = sideBySide()

  it('has no bucket made without being asked, and the command that is shown makes it', () => {
    expect([told(refused), made, shown.code]).toEqual([[true, 'error', 'BUCKET_MISSING'], [], 0])
  })

  story(
    'is deployed, changed, left alone, kept from failures and taken back, and its own command goes on from there',
    async () => {
      const { act, back, answer, version, edit, mend, deploy } = system
      const { failingBuild, failingDeployment } = examples['pixel-prompt']
      expect([...told(await act(build)), await answer()]).toEqual([...DEPLOYED, '1.0.0'])
      await version('2.0.0')
      const second = await act()
      expect([...told(second), await answer()]).toEqual([...DEPLOYED, '2.0.0'])
      expect(told(await act())).toEqual(NOTHING)
      await edit(...failingBuild)
      expect(told(await act())).toEqual([true, 'error', 'ARTIFACT_MISSING'])
      await mend(...failingBuild)
      expect([...told(await back(second)), await answer()]).toEqual([...BACK, '1.0.0'])
      await edit(...failingDeployment)
      expect([...told(await act()), await answer()]).toEqual([true, 'failed', 'DEPLOY_FAILED', '1.0.0'])
      await mend(...failingDeployment)
      expect([(await deploy()).code, await answer()]).toEqual([0, '2.0.0'])
    },
    LIMIT_MS,
  )

  story(
    'has nested applications taken over, changed, left alone, kept from a failure and taken back, and goes on from there',
    async () => {
      const { act, back, answer, version, edit, mend, deploy } = await world.system('btl-run')
      const { failingDeployment } = examples['btl-run']
      expect([(await deploy()).code, await answer()]).toEqual([0, '1.0.0'])
      await version('2.0.0')
      const second = await act()
      expect([...told(second), await answer()]).toEqual([...DEPLOYED, '2.0.0'])
      expect(told(await act())).toEqual(NOTHING)
      expect([...told(await back(second)), await answer()]).toEqual([...BACK, '1.0.0'])
      await edit(...failingDeployment)
      const failed = await act()
      expect([...told(failed), await answer()]).toEqual([true, 'failed', 'DEPLOY_FAILED', '1.0.0'])
      expect(failed.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Broken' })
      await mend(...failingDeployment)
      expect([(await deploy()).code, await answer()]).toEqual([0, '2.0.0'])
    },
    LIMIT_MS,
  )
})
