import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { type CoreWorld, openCoreWorld } from './core-world.ts'
import { DEPLOYED, LIMIT_MS, told } from './step.ts'
import { versioned } from './templates.ts'

const TEMPLATE = versioned('').replace(/Code: .*/, 'Code: src # what is packaged')
const code = (version: string) => `exports.handler = async () => ({ statusCode: 200, body: '${version}' })`

await describeWithMinistack('artifacts on MiniStack', () => {
  let world: CoreWorld
  beforeAll(async () => {
    world = await openCoreWorld()
  }, 90_000)
  afterAll(() => world.close())

  it(
    'run as they were packaged, change with their content, and are the same from a fresh checkout',
    async () => {
      await world.objects.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
      const VersioningConfiguration = { Status: 'Enabled' } as const
      await world.objects.send(new PutBucketVersioningCommand({ Bucket: 'artifacts', VersioningConfiguration }))
      const system = await world.system('packaged')
      await system.configure('    bucket: artifacts\n')
      await system.template(TEMPLATE)
      const deployed = async (version: string) => {
        await system.write('src/index.js', code(version))
        return told(await system.deploy())
      }
      expect([await deployed('v1'), await system.answer()]).toEqual([DEPLOYED, 'v1'])
      expect([await deployed('v2'), await system.answer()]).toEqual([DEPLOYED, 'v2'])
      expect(await deployed('v2')).toEqual([false, 'successful', 'NOTHING_TO_CHANGE'])
    },
    LIMIT_MS,
  )

  it(
    'are looked at again before what was planned with them is executed',
    async () => {
      await world.objects.send(new CreateBucketCommand({ Bucket: 'foreign' }))
      const put = (Body: string) => world.objects.send(new PutObjectCommand({ Bucket: 'foreign', Key: 'code.zip', Body }))
      await put('what was reviewed')
      const system = await world.system('swapped')
      await system.template(versioned('').replace(/Code: .*/, 'Code: { S3Bucket: foreign, S3Key: code.zip }'))
      const planned = await system.deploy({ inputs: { stages: 'plan' } })
      expect(told(planned)).toEqual([false, 'successful', 'PLANNED'])
      await put('what somebody else wrote')
      const { record = '', 'record-sha256': sha256 = '' } = planned.outputs
      const refused = await system.deploy({ inputs: { stages: 'deploy', record, 'record-sha256': sha256 } })
      expect(told(refused)).toEqual([true, 'failed', 'ARTIFACT_CHANGED'])
      expect((await system.stack())?.StackStatus).toBe('REVIEW_IN_PROGRESS')
    },
    LIMIT_MS,
  )
})
