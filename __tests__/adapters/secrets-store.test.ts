import { describe, expect, it } from '@jest/globals'
import { secretsStore } from '../../src/adapters/secrets-store.ts'
import { startWorld } from '../world/aws/testing/world.ts'
import { realClock } from '../world/clock.ts'
import { accessOf } from './access.ts'

const { signal } = new AbortController()
const MADE = new Date('2026-01-05T09:00:00Z')
const CHANGED = new Date('2026-02-05T09:00:00Z')

async function opened() {
  const { aws } = await startWorld()
  process.env['AWS_ENDPOINT_URL'] = aws.url
  const env = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
  const clock = { ...realClock, random: () => 0.5, deadline: () => signal }
  return { aws, store: secretsStore({ region: 'us-east-1' }, accessOf(env), clock) }
}

describe('the description of a secret', () => {
  it('is all but its value', async () => {
    const { aws, store } = await opened()
    aws.keeping.secrets.set('app/db', 'rosebud')
    aws.keeping.about.set('app/db', {
      createdAt: MADE,
      changedAt: CHANGED,
      rotation: true,
      versions: { one: ['AWSPREVIOUS'], two: ['AWSCURRENT', 'AWSPENDING'] },
      since: { two: CHANGED },
    })
    expect(await store.describeSecret('app/db', signal)).toEqual({
      name: 'app/db',
      arn: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:\d{12}:secret:app\/db-AbCdEf$/),
      createdAt: MADE.toISOString(),
      changedAt: CHANGED.toISOString(),
      currentVersion: 'two',
      replaced: true,
      rotation: true,
    })
    expect(await store.secretSince('app/db', 'two', signal)).toBe(CHANGED.toISOString())
    expect(await store.secretSince('app/db', 'three', signal)).toBeUndefined()
    expect(aws.calls.map(({ action }) => action)).not.toContain('GetSecretValue')
  })

  it('says that it is to be deleted, or was never given a value', async () => {
    const { aws, store } = await opened()
    aws.keeping.secrets.set('app/db', '')
    aws.keeping.about.set('app/db', { createdAt: MADE, deletedAt: CHANGED, versions: {} })
    const found = await store.describeSecret('app/db', signal)
    expect(found).toMatchObject({ deletedAt: CHANGED.toISOString(), replaced: false, rotation: false })
    expect(found).not.toHaveProperty('currentVersion')
  })

  it('is nothing where there is no secret, and a failure where nobody may look', async () => {
    const { aws, store } = await opened()
    expect(await store.describeSecret('app/db', signal)).toBeUndefined()
    expect(await store.secretSince('app/db', 'one', signal)).toBeUndefined()
    aws.fault({ action: 'DescribeSecret', kind: 'denied' })
    await expect(store.describeSecret('app/db', signal)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  })
})

describe('the description of a parameter', () => {
  it('is found behind an empty page, without its value', async () => {
    const { aws, store } = await opened()
    aws.keeping.parameters.set('/app/key', { text: 'rosebud', type: 'SecureString', version: 3 })
    aws.keeping.about.set('/app/key', { changedAt: CHANGED })
    expect(await store.describeParameter('/app/key', signal)).toEqual({
      name: '/app/key',
      arn: expect.stringMatching(/^arn:aws:ssm:us-east-1:\d{12}:parameter\/app\/key$/),
      changedAt: CHANGED.toISOString(),
      currentVersion: '3',
      replaced: true,
      rotation: false,
    })
    expect(aws.calls.map(({ action }) => action)).toEqual(['DescribeParameters', 'DescribeParameters'])
    expect(await store.describeParameter('/app/other', signal)).toBeUndefined()
  })
})
