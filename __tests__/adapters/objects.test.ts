import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { objects } from '../../src/adapters/objects.ts'
import type { Failure } from '../../src/foundation/failure.ts'
import { type ScriptedAws, startAws } from '../world/aws/server.ts'
import { realClock } from '../world/clock.ts'

const { signal } = new AbortController()
const env = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
const clock = { ...realClock, random: () => 0.5, deadline: () => signal }

let aws: ScriptedAws
beforeEach(async () => {
  aws = await startAws({ clock: realClock })
  process.env['AWS_ENDPOINT_URL'] = aws.url
})
afterEach(() => aws.close())

const put = (bucket: string, body: string, region = 'us-east-1') =>
  objects({ region }, env, clock).putIfAbsent({ bucket, key: 'a/b c.txt', body }, signal)
const refusal = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (thrown: Failure) => thrown,
  )

describe('an object', () => {
  it.each(['artifacts', 'with.dots'])('is stored once in bucket %s, and its version told both times', async (bucket) => {
    aws.objects.createBucket(bucket, { versioned: true })
    const first = await put(bucket, 'öne')
    const stored = aws.objects.read(bucket, 'a/b c.txt')
    expect(stored).toMatchObject({ body: Buffer.from('öne'), versionId: new URL(first).searchParams.get('versionId') })
    expect(await put(bucket, 'öne')).toBe(first)
    expect(aws.objects.read(bucket, 'a/b c.txt')).toBe(stored)
  })

  it('has no version in a bucket that keeps none', async () => {
    aws.objects.createBucket('artifacts')
    expect(await put('artifacts', 'one')).not.toContain('?')
  })

  it.each([
    ['us-east-1', 'amazonaws.com'],
    ['eu-central-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['us-iso-east-1', 'c2s.ic.gov'],
    ['us-isob-east-1', 'sc2s.sgov.gov'],
    ['eu-isoe-west-1', 'cloud.adc-e.uk'],
    ['us-isof-south-1', 'csp.hci.ic.gov'],
    ['eusc-de-east-1', 'amazonaws.eu'],
  ])('has the address of the partition of %s', async (region, suffix) => {
    aws.objects.createBucket('artifacts')
    aws.objects.createBucket('with.dots')
    expect(await put('artifacts', 'one', region)).toBe(`https://artifacts.s3.${region}.${suffix}/a/b%20c.txt`)
    expect(await put('with.dots', 'one', region)).toBe(`https://s3.${region}.${suffix}/with.dots/a/b%20c.txt`)
  })

  it('may be tried again where somebody writes it at the same moment', async () => {
    aws.objects.createBucket('artifacts')
    const message = 'A conflicting conditional operation is currently in progress against this resource. Please try again.'
    aws.fault({ action: 'PutObject', kind: 'error', status: 409, code: 'ConditionalRequestConflict', message, times: 1 })
    const failure = await refusal(put('artifacts', 'one'))
    expect(failure).toMatchObject({ transient: true, message: `s3:PutObject: ${message}` })
    expect(await put('artifacts', 'one')).toContain('artifacts')
  })

  it('is refused where another one has its key', async () => {
    aws.objects.createBucket('artifacts')
    await put('artifacts', 'one')
    expect(await refusal(put('artifacts', 'two'))).toMatchObject({ code: 'AWS_CONFLICT' })
  })

  it('is refused with the key to correct where there is no such bucket', async () => {
    const failure = await refusal(put('nowhere', 'one'))
    expect(failure).toMatchObject({ code: 'AWS_REFUSED', fix: 'Name a bucket of region us-east-1 in `bucket`.' })
    expect(failure.message).toContain('s3:PutObject: The specified bucket does not exist')
  })
})
