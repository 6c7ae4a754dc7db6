import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEPLOYED, told } from '../world/core/step.ts'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { BUCKET, LIMIT_MS, NO_CHANGES, openServerlessWorld, type ServerlessWorld, WITH_BUCKET } from './serverless-world.ts'

const { failingBuild, failingDeployment } = examples.sjc1990app

// What a plugin sees of a deployment, in a file.
const PLUGIN = `const { appendFileSync } = require('node:fs')
module.exports = class { constructor() { this.hooks = { 'after:deploy:deploy': () => appendFileSync('finished', 'once;') } } }
`

await describeWithTools(['osls'], 'a service with a bucket', () => {
  let world: ServerlessWorld
  beforeAll(async () => {
    world = await openServerlessWorld(['osls'])
  }, 90_000)
  afterAll(() => world.close())

  it(
    'is created, changed and put back, so that osls deploys the newer one again, and left as it is by what fails',
    async () => {
      const service = await world.service('whole')
      await service.edit(WITH_BUCKET, ['serverless.yml', '\nprovider:\n', '\nplugins: [./plugin.js]\nprovider:\n'])
      await writeFile(join(service.folder, 'plugin.js'), PLUGIN)
      await service.configure(', finish: true')
      const created = await service.deployed()
      expect(told(created)).toEqual(DEPLOYED)
      expect(created.summary).toMatch(/After the deployment of service .* of the Serverless Framework runs/)
      expect(await readFile(join(service.folder, 'finished'), 'utf8')).toBe('once;')
      await service.configure('')
      await service.version('2.0.0')
      const changed = await service.deployed()
      expect([told(changed), await service.answer()]).toEqual([DEPLOYED, '2.0.0'])
      const record = { record: changed.outputs['record'] ?? '', 'record-sha256': changed.outputs['record-sha256'] ?? '' }
      const back = await service.deployed({ stages: 'rollback', ...record })
      expect(told(back)).toEqual([false, 'successful', 'ROLLED_BACK'])
      expect(await service.answer()).toBe('1.0.0')
      const { Contents = [] } = await world.objects.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'serverless/whole/staging/' }),
      )
      expect(new Set(Contents.map(({ Key }) => Key?.split('/')[3])).size).toBe(3)
      expect((await service.deploy()).output).not.toContain(NO_CHANGES)
      expect(await service.answer()).toBe('2.0.0')
      await service.edit(...failingBuild)
      expect(told(await service.deployed())).toEqual([true, 'failed', 'TOOL_FAILED'])
      await service.mend(...failingBuild)
      await service.edit(...failingDeployment)
      expect(told(await service.deployed())).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      await service.mend(...failingDeployment)
      expect(await service.answer()).toBe('2.0.0')
    },
    LIMIT_MS,
  )
})
