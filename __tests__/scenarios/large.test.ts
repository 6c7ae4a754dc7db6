import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sha256 } from '../../src/foundation/digest.ts'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'

// More than the 51,200 bytes that fit into a request, as a long comment.
const LARGE = `${TEMPLATE}# ${'é'.repeat(30_000)}\n`
const KEY = `templates/${sha256(LARGE)}.template`

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('template.yaml', LARGE)
})
afterEach(() => world.close())

const count = (action: string) => world.aws.calls.filter((call) => call.action === action).length
const objectAt = (bucket: string, key: string) => {
  const found = world.aws.objects.read(bucket, key)
  return typeof found === 'object' ? found.body.toString() : found
}
const owner = (stack: string, template: object) =>
  world.write('.github/deploy.yml', SMALLEST.replace('demo', stack).replace('template.yaml', 'owner.json')).then(async () => {
    await world.write('owner.json', JSON.stringify(template))
    expect((await world.deploy()).failed).toBe(false)
    await world.write('.github/deploy.yml', SMALLEST)
    return world.deploy({ identity: { runId: '43' } })
  })

describe('a template that does not fit into a request', () => {
  it('goes through the bucket that the configuration names, once', async () => {
    world.aws.objects.createBucket('artifacts', { versioned: true })
    await world.write('.github/deploy.yml', `${SMALLEST}    bucket: artifacts\n    prefix: demo\nrecords: false\n`)
    const { outputs, record } = await world.deploy()
    expect(outputs['reason-code']).toBe('DEPLOYED')
    expect(objectAt('artifacts', `demo/${KEY}`)).toBe(LARGE)
    expect(record.stacks[0]?.template).toEqual({ path: 'template.yaml', sha256: sha256(LARGE) })
    const again = await world.deploy({ identity: { runId: '43' } })
    expect(again.outputs['reason-code']).toBe('NOTHING_TO_CHANGE')
    expect([count('HeadObject'), count('PutObject'), count('GetObject')]).toEqual([2, 1, 0])
  })

  it('finds the bucket of the AWS SAM command line by the output of its stack', async () => {
    world.aws.objects.createBucket('sam-artifacts')
    const { outputs } = await owner('aws-sam-cli-managed-default', {
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
      Outputs: { SourceBucket: { Value: 'sam-artifacts' } },
    })
    expect(outputs['reason-code']).toBe('DEPLOYED')
    expect(objectAt('sam-artifacts', KEY)).toBe(LARGE)
  })

  it('finds the bucket of the AWS CDK by the resource of its stack', async () => {
    world.aws.objects.createBucket('cdk-assets')
    const { outputs } = await owner('CDKToolkit', {
      Resources: { StagingBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'cdk-assets' } } },
    })
    expect(outputs['reason-code']).toBe('DEPLOYED')
    expect(objectAt('cdk-assets', KEY)).toBe(LARGE)
  })

  it('is refused with the key to set where no bucket is known', async () => {
    const { outputs, record } = await world.deploy()
    expect(outputs['reason-code']).toBe('TEMPLATE_TOO_LARGE')
    expect(record.resume).toBe('Name a bucket of region us-east-1 in `bucket` of stack demo.')
    expect(count('CreateChangeSet')).toBe(0)
  })

  it('is stored in the end where another run stores it at the same moment', async () => {
    world.aws.objects.createBucket('artifacts')
    await world.write('.github/deploy.yml', `${SMALLEST}    bucket: artifacts\nrecords: false\n`)
    world.aws.fault({ action: 'PutObject', kind: 'error', status: 409, code: 'ConditionalRequestConflict', times: 2 })
    expect((await world.deploy()).outputs['reason-code']).toBe('DEPLOYED')
    expect([objectAt('artifacts', KEY), count('PutObject')]).toEqual([LARGE, 3])
  })

  it('is never executed from an object that somebody else wrote under its key', async () => {
    world.aws.objects.createBucket('artifacts')
    world.aws.objects.put('artifacts', KEY, 'Resources: {}')
    await world.write('.github/deploy.yml', `${SMALLEST}    bucket: artifacts\nrecords: false\n`)
    const { outputs, record } = await world.deploy()
    expect([outputs['reason-code'], count('CreateChangeSet')]).toEqual(['AWS_CONFLICT', 0])
    expect(record.resume).toContain('Somebody wrote there what is not ours')
  })

  it('is not stored where it holds a secret that the run knows', async () => {
    world.aws.objects.createBucket('artifacts')
    await world.write('.github/deploy.yml', `${SMALLEST}    bucket: artifacts\nrecords: false\n`)
    await world.write('template.yaml', `${LARGE}# a-very-private-word\n`)
    const { outputs } = await world.deploy({ env: { DATABASE_PASSWORD: 'a-very-private-word' } })
    expect([outputs['reason-code'], count('PutObject')]).toEqual(['SECRET_IN_TEMPLATE', 0])
  })
})
