import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { clock } from '../../../src/adapters/clock.ts'
import { objects } from '../../../src/adapters/objects.ts'
import { demandArtifacts } from '../../../src/artifacts/bound.ts'
import { publish, type Shelf } from '../../../src/artifacts/publish.ts'
import { Secrets } from '../../../src/foundation/redact.ts'
import { never, workspace } from '../../artifacts/workspace.ts'
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
      const { accessKeyId, secretAccessKey } = world.access.credentials
      const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
      const said: string[] = []
      const published = async (version: string) => {
        const { files, into, collected } = workspace({ 'template.yaml': TEMPLATE, 'src/index.js': code(version) })
        const shelf: Shelf = {
          ...{
            objects: objects({ region: 'us-east-1' }, env, clock),
            files,
            clock,
            signal: never,
            secrets: new Secrets(),
            from: into,
          },
          ...{ bucket: 'artifacts', say: (line: string) => void said.push(line) },
        }
        const { template, artifacts } = await publish(shelf, await collected())
        await demandArtifacts(shelf, artifacts)
        await system.template(template)
        return told(await system.deploy())
      }
      expect([await published('v1'), await system.answer()]).toEqual([DEPLOYED, 'v1'])
      expect([await published('v2'), await system.answer()]).toEqual([DEPLOYED, 'v2'])
      expect(await published('v2')).toEqual([false, 'successful', 'NOTHING_TO_CHANGE'])
      expect(said.map((line) => /stored|already/.exec(line)?.[0])).toEqual(['stored', 'stored', 'already'])
    },
    LIMIT_MS,
  )
})
