import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { backups } from '../../src/adapters/backups.ts'
import { distributions } from '../../src/adapters/distributions.ts'
import type { Failure } from '../../src/foundation/failure.ts'
import type { SavedKind } from '../../src/ports/backups.ts'
import { realClock } from '../world/clock.ts'
import { accessOf } from './access.ts'
import { type Loopback, listen, type Reply } from './loopback.ts'

const { signal } = new AbortController()
const env = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
const clock = { ...realClock, random: () => 0.5, deadline: () => signal }
const where = { region: 'us-east-1' }

let server: Loopback
let reply: Reply
beforeEach(async () => {
  server = await listen(() => reply)
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${server.port}`
})
afterEach(() => server.close())

const xml = (body: string, status = 200): Reply => ({ status, headers: { 'content-type': 'text/xml' }, body })
const rds = (name: string, inner: string): Reply =>
  xml(`<${name}Response><${name}Result>${inner}</${name}Result></${name}Response>`)
const refused = (code: string, status = 400): Reply =>
  xml(`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`, status)
const json = (body: object, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
})
const refusal = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (thrown: Failure) => thrown,
  )

describe('a backup', () => {
  it.each([
    ['cluster', 'CreateDBClusterSnapshot', 'DBClusterSnapshotIdentifier=n&', 'DBClusterIdentifier=orders'],
    ['instance', 'CreateDBSnapshot', 'DBSnapshotIdentifier=n&', 'DBInstanceIdentifier=orders'],
  ] as const)('of a %s is begun once, also where the answer to the first try was lost', async (kind, action, name, source) => {
    reply = rds(action, '')
    expect(await backups(where, accessOf(env), clock).begin(kind, 'orders', 'n', signal)).toBe('n')
    const body = `${server.seen[0]?.body}&`
    for (const part of [`Action=${action}&`, name, source]) expect(body).toContain(part)
    reply = refused(kind === 'cluster' ? 'DBClusterSnapshotAlreadyExistsFault' : 'DBSnapshotAlreadyExists')
    expect(await backups(where, accessOf(env), clock).begin(kind, 'orders', 'n', signal)).toBe('n')
  })

  const listed = (kind: SavedKind, status: string): Reply => {
    if (kind === 'table') return json({ BackupDescription: { BackupDetails: { BackupStatus: status.toUpperCase() } } })
    const part = kind === 'cluster' ? 'DBClusterSnapshot' : 'DBSnapshot'
    return rds(`Describe${part}s`, `<${part}s><${part}><Status>${status}</Status></${part}></${part}s>`)
  }
  const cases = (['cluster', 'instance', 'table'] as const).flatMap((kind) =>
    (['creating', 'available'] as const).map((state) => [kind, state] as const),
  )
  it.each([...cases, ['cluster', 'failed'], ['instance', 'failed']] as const)('of a %s is %s', async (kind, state) => {
    reply = listed(kind, state)
    expect(await backups(where, accessOf(env), clock).state(kind, 'n', signal)).toBe(state)
  })

  it('that is gone while it is waited for has failed', async () => {
    reply = listed('table', 'deleted')
    expect(await backups(where, accessOf(env), clock).state('table', 'n', signal)).toBe('failed')
  })

  it('of a table is known by its ARN', async () => {
    reply = json({ BackupDetails: { BackupArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/1' } })
    expect(await backups(where, accessOf(env), clock).begin('table', 'orders', 'n', signal)).toContain('/backup/1')
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ TableName: 'orders', BackupName: 'n' })
  })

  it('that is refused is told in our words', async () => {
    reply = refused('AccessDenied', 403)
    const denied = await refusal(backups(where, accessOf(env), clock).begin('cluster', 'orders', 'n', signal))
    expect([denied.code, denied.fix]).toEqual(['ACCESS_DENIED', 'Allow rds:CreateDBClusterSnapshot to the role in use.'])
    reply = json({ __type: 'com.amazonaws.dynamodb.v20120810#TableNotFoundException', message: 'no such table' }, 400)
    const missing = await refusal(backups(where, accessOf(env), clock).begin('table', 'orders', 'n', signal))
    expect([missing.code, missing.message]).toEqual(['AWS_REFUSED', 'dynamodb:CreateBackup: no such table'])
  })
})

describe('a distribution', () => {
  it('is asked under a token, and says when it is done', async () => {
    reply = xml('<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>', 201)
    const asked = { paths: ['/a', '/b*'], token: 'ours' }
    expect(await distributions(where, accessOf(env), clock).invalidate('E1', asked, signal)).toBe('I1')
    const { url, body } = server.seen[0] ?? {}
    expect(url).toContain('/distribution/E1/invalidation')
    for (const part of ['<CallerReference>ours<', '<Quantity>2<', '<Path>/b*<']) expect(body).toContain(part)
    expect(await distributions(where, accessOf(env), clock).invalidated('E1', 'I1', signal)).toBe(false)
    reply = xml('<Invalidation><Id>I1</Id><Status>Completed</Status></Invalidation>')
    expect(await distributions(where, accessOf(env), clock).invalidated('E1', 'I1', signal)).toBe(true)
  })

  it('that is not there is told in our words', async () => {
    reply = refused('NoSuchDistribution', 404)
    const failure = await refusal(distributions(where, accessOf(env), clock).invalidated('E1', 'I1', signal))
    expect([failure.code, failure.message]).toEqual(['AWS_REFUSED', 'cloudfront:GetInvalidation: no'])
  })

  it('is asked again where CloudFront is asked too often', async () => {
    reply = refused('Throttling', 400)
    expect((await refusal(distributions(where, accessOf(env), clock).invalidated('E1', 'I1', signal))).transient).toBe(true)
  })
})
