import { CreateBucketCommand, ListObjectsV2Command, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { type CoreWorld, openCoreWorld } from './core-world.ts'
import { DEPLOYED, LIMIT_MS, told } from './step.ts'
import { versioned } from './templates.ts'

const BACK = [false, 'successful', 'ROLLED_BACK']
const TEMPLATE = versioned('').replace(/Code: .*/, 'Code: src # what is packaged')
const code = (version: string) => `exports.handler = async () => ({ statusCode: 200, body: '${version}' })`
const check = (version: string) =>
  `verify:\n  - { name: version, http: { url: "\${outputs.Url}status", expect: { body: ${version} } }, retry: { for: 2s, every: 1s } }\n`

await describeWithMinistack('what is kept in a bucket on MiniStack', () => {
  let world: CoreWorld
  beforeAll(async () => {
    world = await openCoreWorld()
    await world.objects.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await world.objects.send(new PutBucketVersioningCommand({ Bucket: 'artifacts', VersioningConfiguration }))
  }, 90_000)
  afterAll(() => world.close())

  it(
    'a version of three runs ago comes back by the name of its run, with its artifacts, and answers',
    async () => {
      const system = await world.system('kept')
      await system.template(TEMPLATE)
      const deploy = async (version: string, stages = 'plan,deploy,verify,logscan,report') => {
        await system.configure('    bucket: artifacts\n', `${check(version)}logs: { for: 0s, on-inconclusive: warn }\n`)
        await system.write('src/index.js', code(version))
        return [told(await system.deploy({ inputs: { stages } })), await system.answer()]
      }
      expect(await deploy('v1')).toEqual([DEPLOYED, 'v1'])
      expect(await deploy('v2')).toEqual([DEPLOYED, 'v2'])
      expect(await deploy('v3')).toEqual([DEPLOYED, 'v3'])
      await system.configure('    bucket: artifacts\n', check('v1'))
      const back = await system.deploy({ inputs: { stages: 'rollback', record: 'run:1' } })
      expect([told(back), await system.answer()]).toEqual([BACK, 'v1'])
      expect(back.record.checks.map(({ phase, afterRollback }) => [phase, afterRollback])).toEqual([['successful', true]])
      expect(await deploy('v4', 'plan,deploy')).toEqual([DEPLOYED, 'v4'])
      await system.configure('    bucket: artifacts\n', check('v1'))
      const last = await system.deploy({ inputs: { stages: 'rollback' } })
      expect([told(last), await system.answer()]).toEqual([BACK, 'v1'])
      const { Contents = [] } = await world.objects.send(new ListObjectsV2Command({ Bucket: 'artifacts' }))
      // One for each version, and none was taken away.
      expect(Contents.filter(({ Key }) => !Key?.startsWith('records/'))).toHaveLength(4)
    },
    LIMIT_MS,
  )
})
