import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEPLOYED, told } from '../world/core/step.ts'
import { type ExampleName, examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { type OwnFiles, openOwnFiles, TOOLS } from './own-file.ts'

const LIMIT_MS = 180_000

await describeWithTools(TOOLS, 'an example with its own configuration', () => {
  let files: OwnFiles
  beforeAll(async () => {
    files = await openOwnFiles()
  }, 90_000)
  afterAll(() => files.close())

  it.each(Object.keys(examples) as ExampleName[])(
    '%s is built, planned, and deployed and verified, by three jobs',
    async (name) => {
      const system = await files.example(name)
      const build = await system.synthesized()
      expect([build.annotations, ...told(build)]).toEqual([[], false, 'successful', 'SYNTHESIZED'])
      const planned = await system.planned(build)
      expect([planned.annotations, ...told(planned)]).toEqual([[], false, 'successful', 'PLANNED'])
      const deployed = await system.deployed(build, planned)
      expect([deployed.annotations, ...told(deployed)]).toEqual([[], ...DEPLOYED])
      const checked = deployed.record.checks.map(({ phase }) => phase)
      expect([checked.length > 0, new Set(checked)]).toEqual([true, new Set(['successful'])])
      expect(await system.answer()).toBe('1.0.0')
    },
    LIMIT_MS,
  )
})
