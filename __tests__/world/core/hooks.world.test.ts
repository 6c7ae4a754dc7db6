import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient, ListBackupsCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { type CoreWorld, openCoreWorld, type System } from './core-world.ts'
import { DEPLOYED, told } from './step.ts'

const TEMPLATE = `Resources:
  Site: { Type: AWS::S3::Bucket }
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Edge:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{ Id: site, DomainName: example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } }]
        DefaultCacheBehavior: { TargetOriginId: site, ViewerProtocolPolicy: redirect-to-https, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6 }
Outputs:
  Bucket: { Value: !Ref Site }
  Table: { Value: !Ref Orders }
  Distribution: { Value: !Ref Edge }
`
const HOOKS = `hooks:
  before-deploy:
    - snapshot: { table: "\${outputs.Table}" }
  after-deploy:
    - sync: { from: web, to: "s3://\${outputs.Bucket}/app", cache: { "*.html": no-cache } }
    - invalidate: { distribution: "\${outputs.Distribution}", paths: [/app/index.html], wait: true }
`
const LIMIT_MS = 60_000

await describeWithMinistack('hooks on MiniStack', () => {
  let world: CoreWorld
  let system: System
  beforeAll(async () => {
    world = await openCoreWorld()
    system = await world.system('fronted')
    await system.template(TEMPLATE)
    await system.configure('', HOOKS)
  }, 90_000)
  afterAll(() => world.close())

  const page = async (content: string) => {
    await mkdir(join(system.workspace, 'web/js'), { recursive: true })
    await writeFile(join(system.workspace, 'web/index.html'), content)
    await writeFile(join(system.workspace, 'web/js/app.js'), 'js')
  }
  const bucket = async () => (await system.stack())?.Outputs?.find(({ OutputKey }) => OutputKey === 'Bucket')?.OutputValue ?? ''
  const served = async (key: string) => {
    const found = await world.objects.send(new GetObjectCommand({ Bucket: await bucket(), Key: key }))
    return [await found.Body?.transformToString(), found.ContentType, found.CacheControl]
  }

  it(
    'save a table, bring files and bring the old ones back',
    async () => {
      await page('one')
      const first = await system.deploy()
      expect(told(first)).toEqual(DEPLOYED)
      expect(first.record.hooks?.map(({ phase }) => phase)).toEqual(['skipped', 'successful', 'successful'])
      expect(await served('app/index.html')).toEqual(['one', 'text/html; charset=utf-8', 'no-cache'])

      await page('two')
      const second = await system.deploy()
      expect(told(second)).toEqual(DEPLOYED)
      expect(second.record.hooks?.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(/^table .* is saved as deploy-/),
        '2 files: 0 new, 1 changed, 0 removed',
        expect.stringMatching(/^invalidation \S+ of 1 paths is done$/),
      ])
      const dynamodb = new DynamoDBClient(world.access)
      const { BackupSummaries: kept = [] } = await dynamodb.send(new ListBackupsCommand({}))
      dynamodb.destroy()
      expect(kept.map(({ BackupName }) => BackupName)).toEqual([second.record.hooks?.[0]?.evidence?.['snapshot']])
      expect(await served('app/index.html')).toEqual(['two', 'text/html; charset=utf-8', 'no-cache'])

      const { outputs } = second
      const record = { record: outputs['record'] ?? '', 'record-sha256': outputs['record-sha256'] ?? '' }
      const back = await system.deploy({ inputs: { stages: 'rollback', ...record } })
      expect(told(back)).toEqual([false, 'successful', 'ROLLED_BACK'])
      expect(await served('app/index.html')).toEqual(['one', 'text/html; charset=utf-8', 'no-cache'])
      const { Contents = [] } = await world.objects.send(new ListObjectsV2Command({ Bucket: await bucket(), Prefix: 'app/js' }))
      expect(Contents.map(({ Key }) => Key)).toEqual(['app/js/app.js'])
    },
    LIMIT_MS,
  )
})
