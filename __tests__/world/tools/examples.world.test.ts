import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Example, type ExampleName, examples } from './examples.ts'
import { describeWithTools } from './for-tests.ts'
import { openToolsWorld, type ToolsWorld } from './tools-world.ts'

const NAMES = ['aws', 'sam', 'cdk', 'osls'] as const
const LIMIT_MS = 300_000
// All of it, so that what a tool printed is shown where it failed.
const WELL = { code: 0, output: expect.any(String), seconds: expect.any(Number) }

await describeWithTools(NAMES, 'the examples with the tools of their teams', () => {
  let world: ToolsWorld
  beforeAll(async () => {
    world = await openToolsWorld(NAMES)
  }, 90_000)
  afterAll(() => world.close())

  it.concurrent.each(Object.keys(examples) as ExampleName[])(
    '%s is deployed and changed, and keeps its version when a build or a deployment fails',
    async (name) => {
      const { failingBuild, failingDeployment }: Example = examples[name]
      const system = await world.copy(name)
      expect(await system.deploy()).toEqual(WELL)
      expect(await system.answer()).toBe('1.0.0')
      await system.version('2.0.0')
      expect(await system.deploy()).toEqual(WELL)
      expect(await system.answer()).toBe('2.0.0')
      await system.version('3.0.0')
      for (const edits of [failingBuild, failingDeployment]) {
        await system.edit(...edits)
        expect(await system.deploy()).not.toMatchObject({ code: 0 })
        expect(await system.answer()).toBe('2.0.0')
        await system.mend(...edits)
      }
    },
    LIMIT_MS,
  )
})
