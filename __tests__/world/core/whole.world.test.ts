import { DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateBucketCommand, ListObjectsV2Command, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { sideBySide } from '../side-by-side.ts'
import { type CoreWorld, openCoreWorld } from './core-world.ts'
import { DEPLOYED, LIMIT_MS, told } from './step.ts'
import { BROKEN, versioned } from './templates.ts'

const BUCKET = 'artifacts'
// More than the 51,200 bytes that fit into a request.
const LONG = `# ${'long '.repeat(11_000)}\n`

const nested = (key: string) => `Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: 'https://s3.us-east-1.amazonaws.com/${BUCKET}/${key}' }
Outputs:
  Url: { Value: !GetAtt Child.Outputs.Url }
`

// With the scripted server: change sets of nested stacks (MiniStack makes none), putting drift back, a stack policy that holds.
await describeWithMinistack('everything a template needs, on MiniStack', () => {
  let world: CoreWorld
  beforeAll(async () => {
    world = await openCoreWorld()
    await world.objects.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await world.objects.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }))
  }, 90_000)
  afterAll(() => world.close())

  const story = sideBySide()

  story(
    'deploys a nested stack, updates it, and finds the root cause in it',
    async () => {
      const system = await world.system('nest')
      const put = (Key: string, Body: string) => world.objects.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
      await put('v1.yaml', versioned('v1'))
      await put('v2.yaml', versioned('v2'))
      await put('v3.yaml', versioned('v3', { resources: BROKEN }))
      await system.template(nested('v1.yaml'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('v1')
      await system.template(nested('v2.yaml'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('v2')
      await system.template(nested('v3.yaml'))
      const result = await system.deploy()
      expect(told(result)).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Broken', path: ['nest', 'Child'] })
      expect(await system.answer()).toBe('v2')
    },
    LIMIT_MS,
  )

  story(
    'deploys a template that does not fit into a request through the bucket, and finds nothing to change in it',
    async () => {
      const system = await world.system('large')
      await system.configure(`    bucket: ${BUCKET}\n    prefix: large\n`)
      await system.template(`${versioned('v1')}${LONG}`)
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('v1')
      const { Contents = [] } = await world.objects.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'large/templates/' }))
      expect(Contents).toHaveLength(1)
      expect(told(await system.deploy())).toEqual([false, 'successful', 'NOTHING_TO_CHANGE'])
    },
    LIMIT_MS,
  )

  story(
    'tells of drift, and lets it block',
    async () => {
      const system = await world.system('drifted')
      const group = {
        resources: '  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: drifted, RetentionInDays: 7 } }',
      }
      await system.configure('    drift: block\n')
      await system.template(versioned('v1', group))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      const logs = new CloudWatchLogsClient(world.access)
      await logs.send(new PutRetentionPolicyCommand({ logGroupName: 'drifted', retentionInDays: 1 }))
      logs.destroy()
      await system.template(versioned('v2', group))
      const blocked = await system.deploy()
      expect(told(blocked)).toEqual([true, 'failed', 'DRIFT_FOUND'])
      expect(await system.answer()).toBe('v1')
      await system.configure('    drift: report\n')
      const result = await system.deploy()
      expect(told(result)).toEqual(DEPLOYED)
      expect(result.record.stages.find(({ stage }) => stage === 'plan')?.findings).toContainEqual(
        expect.objectContaining({ code: 'DRIFT_FOUND', where: 'drifted/Group', evidence: ['/RetentionInDays'] }),
      )
      expect(await system.answer()).toBe('v2')
    },
    LIMIT_MS,
  )

  story(
    'protects a stack from being deleted',
    async () => {
      const system = await world.system('protected')
      await system.configure('    termination-protection: true\n')
      await system.template(versioned('v1'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      expect((await system.stack())?.EnableTerminationProtection).toBe(true)
      const deleted = world.cloudformation.send(new DeleteStackCommand({ StackName: 'protected' }))
      await expect(deleted).rejects.toThrow('TerminationProtection')
    },
    LIMIT_MS,
  )
})
