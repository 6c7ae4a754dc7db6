import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEPLOYED, told } from '../world/core/step.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { realTools } from '../world/tools/tools.ts'
import { LIMIT_MS, NO_CHANGES, NOTHING, openServerlessWorld, type ServerlessWorld, WITH_BUCKET } from './serverless-world.ts'

await describeWithTools(['osls', 'serverless'], 'a service', () => {
  let world: ServerlessWorld
  beforeAll(async () => {
    world = await openServerlessWorld(['osls', 'serverless'])
  }, 90_000)
  afterAll(() => world.close())

  it(
    'of osls whose stack makes the bucket begins with that once this is allowed, and osls knows what was deployed',
    async () => {
      const service = await world.service('beginning')
      await service.configure('')
      const refused = await service.deployed()
      expect(told(refused)).toEqual([true, 'failed', 'PLAN_BLOCKED'])
      expect(refused.summary).toContain('deploymentBucket')
      await service.configure('', 'deferred: allow\n')
      expect(told(await service.deployed())).toEqual(DEPLOYED)
      expect(await service.answer()).toBe('1.0.0')
      expect(told(await service.deployed())).toEqual(NOTHING)
      const info = await service.run('osls', 'info', '--stage', 'staging')
      expect(info.output).toContain('/status')
      expect((await service.deploy()).output).toContain(NO_CHANGES)
    },
    LIMIT_MS,
  )

  it(
    'of version 3 is created and changed, and found unchanged',
    async () => {
      const service = await world.service('third')
      const modules = join(service.folder, 'node_modules')
      await rm(modules)
      await symlink((await realTools(['serverless'])).modules('serverless'), modules)
      await service.edit(WITH_BUCKET)
      await service.configure('')
      expect(told(await service.deployed())).toEqual(DEPLOYED)
      expect(await service.answer()).toBe('1.0.0')
      expect(told(await service.deployed())).toEqual(NOTHING)
      await service.version('2.0.0')
      expect(told(await service.deployed())).toEqual(DEPLOYED)
      expect(await service.answer()).toBe('2.0.0')
    },
    LIMIT_MS,
  )
})
