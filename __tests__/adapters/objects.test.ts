import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { objects } from '../../src/adapters/objects.ts'
import { sha256 } from '../../src/foundation/digest.ts'
import type { Failure } from '../../src/foundation/failure.ts'
import type { NewObject, Place } from '../../src/ports/objects.ts'
import { type ScriptedAws, startAws } from '../world/aws/server.ts'
import { realClock } from '../world/clock.ts'
import { accessOf } from './access.ts'

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
  objects({ region }, accessOf(env), clock).putIfAbsent({ bucket, key: 'a/b c.txt', body }, signal)
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

describe('objects', () => {
  const at = { bucket: 'artifacts', key: 'a/b c.txt' }
  const s3 = () => objects({ region: 'us-east-1' }, accessOf(env), clock)
  const content = (body: string, more: Partial<NewObject> = {}): NewObject => ({
    ...{ ...at, bytes: Buffer.byteLength(body), sha256: sha256(body), type: 'text/plain', metadata: { run: '42' } },
    chunks: async function* () {
      yield Buffer.from(body.slice(0, 1))
      yield Buffer.from(body.slice(1))
    },
    ...more,
  })

  it('are stored with type, hash and metadata, which are told by the bucket afterwards', async () => {
    aws.objects.createBucket('artifacts', { versioned: true })
    const stored = await s3().store(content('one'), signal)
    expect(stored).toMatchObject({ sha256: sha256('one'), bytes: 3, metadata: { run: '42' }, there: false })
    expect(aws.objects.read(at.bucket, at.key)).toMatchObject({
      headers: { 'content-type': 'text/plain', 'x-amz-meta-run': '42' },
    })
    const { there, url, ...rest } = stored
    expect(url).toBe(`https://artifacts.s3.us-east-1.amazonaws.com/a/b%20c.txt?versionId=${stored.version}`)
    expect(await s3().head(at, signal)).toEqual(rest)
    expect(await s3().store(content('one'), signal)).toEqual({ ...stored, there: true })
  })

  it('are refused where the hash is another one than that of the content', async () => {
    aws.objects.createBucket('artifacts')
    expect(await refusal(s3().store(content('one', { sha256: sha256('two') }), signal))).toMatchObject({ code: 'AWS_REFUSED' })
    expect(await s3().head(at, signal)).toBeUndefined()
  })

  it('are read to know whether they are the same where the bucket has no hash of them', async () => {
    aws.objects.createBucket('artifacts')
    aws.objects.put('artifacts', at.key, 'one')
    expect(await s3().store(content('one'), signal)).toMatchObject({ there: true, sha256: sha256('one') })
    expect(await refusal(s3().store(content('two'), signal))).toMatchObject({ code: 'AWS_CONFLICT' })
  })

  it('are seen to be there by who is too late', async () => {
    aws.objects.createBucket('artifacts')
    aws.fault({ action: 'HeadObject', kind: 'denied', times: 1 })
    aws.objects.put('artifacts', at.key, 'one')
    expect(await s3().store(content('one'), signal)).toMatchObject({ there: true })
  })

  it('are read by version, up to a limit', async () => {
    aws.objects.createBucket('artifacts', { versioned: true })
    const { versionId: version = '' } = aws.objects.put('artifacts', at.key, 'one')
    aws.objects.put('artifacts', at.key, 'three')
    const text = async (place: Place) => (await s3().get(place, 5, signal))?.toString()
    expect([await text(at), await text({ ...at, version }), await text({ ...at, key: 'none' })]).toEqual([
      'three',
      'one',
      undefined,
    ])
    expect(await refusal(s3().get(at, 4, signal))).toMatchObject({
      message: 'a/b c.txt in bucket artifacts has more than 4 bytes.',
    })
  })

  it('are listed page by page', async () => {
    aws.objects.createBucket('artifacts')
    for (let index = 0; index < 1002; index += 1) aws.objects.put('artifacts', `a/${String(index).padStart(4, '0')}`, 'x')
    aws.objects.put('artifacts', 'b/0', 'x')
    const first = await s3().list('artifacts', 'a/', signal)
    const second = await s3().list('artifacts', 'a/', signal, first.next)
    expect([first.objects.length, second]).toEqual([
      1000,
      { objects: ['a/1000', 'a/1001'].map((key) => ({ key, bytes: 1, etag: expect.any(String) })) },
    ])
  })

  it('are copied with what belongs to them', async () => {
    aws.objects.createBucket('artifacts', { versioned: true })
    const { version = '' } = await s3().store(content('one'), signal)
    aws.objects.put('artifacts', at.key, 'two')
    const copy = await s3().copy({ ...at, version }, { bucket: 'artifacts', key: 'copy' }, signal)
    expect(copy).toMatchObject({ bytes: 3, sha256: sha256('one'), metadata: { run: '42' } })
  })

  it('that may not be seen are not taken as missing', async () => {
    aws.objects.createBucket('artifacts')
    aws.fault({ action: 'HeadObject', kind: 'denied' })
    aws.fault({ action: 'GetObject', kind: 'denied' })
    const fix =
      'Allow s3:GetObject on artifacts to the role in use, s3:ListBucket (without it, S3 says "denied" of what is not there, too), and the use of its key where it is encrypted with one.'
    expect(await refusal(s3().head(at, signal))).toMatchObject({ code: 'ACCESS_DENIED', fix })
  })

  it('are asked for once more where the answer does not say why they cannot be seen', async () => {
    aws.objects.createBucket('artifacts')
    aws.fault({ action: 'HeadObject', kind: 'expired' })
    aws.fault({ action: 'GetObject', kind: 'expired' })
    expect(await refusal(s3().head(at, signal))).toMatchObject({ code: 'CREDENTIALS_EXPIRED' })
  })

  it('of a bucket in another region are refused with what to correct', async () => {
    aws.objects.createBucket('artifacts', { region: 'eu-west-1' })
    const wrong = { code: 'AWS_REFUSED', fix: 'Name a bucket of region us-east-1 in `bucket`.' }
    expect(await refusal(s3().head(at, signal))).toMatchObject(wrong)
    expect(await refusal(s3().store(content('one'), signal))).toMatchObject(wrong)
  })

  it.each([
    [{ kind: 'throttle' }, 'AWS_THROTTLED'],
    [{ kind: 'error', status: 409, code: 'ConditionalRequestConflict' }, 'AWS_SERVER_ERROR'],
    [{ kind: 'reset-before' }, 'AWS_UNREACHABLE'],
    [{ kind: 'expired' }, 'CREDENTIALS_EXPIRED'],
  ] as const)('that cannot be stored now may be later, or not: %j', async (fault, code) => {
    aws.objects.createBucket('artifacts')
    aws.fault({ action: 'PutObject', ...fault })
    expect(await refusal(s3().store(content('one'), signal))).toMatchObject({ code })
  })

  it('are not sent on once the run is cancelled', async () => {
    aws.objects.createBucket('artifacts')
    const cancel = new AbortController()
    const reason = new Error('cancelled')
    const arrived = () => {
      cancel.abort(reason)
      return true
    }
    aws.fault({ action: 'PutObject', kind: 'hang', when: arrived })
    await expect(s3().store(content('one'), cancel.signal)).rejects.toBe(reason)
  })
})
