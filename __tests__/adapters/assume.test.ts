import { describe, expect, it } from '@jest/globals'
import { caller } from '../../src/adapters/caller.ts'
import { clock } from '../../src/adapters/clock.ts'
import { objects } from '../../src/adapters/objects.ts'
import { startAws } from '../world/aws/server.ts'
import { accessOf } from './access.ts'

const ROLE = { roleArn: 'arn:aws:iam::210987654321:role/deployer', externalId: 'of-the-test' }
const WHERE = { region: 'us-east-1', assume: ROLE }
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'an-access-key-of-the-test' }
const never = new AbortController().signal

/** A server whose keys end an hour after this. */
async function serving<T>(at: string, work: (calls: (action: string) => readonly unknown[]) => Promise<T>): Promise<T> {
  const aws = await startAws({ clock: { now: () => new Date(at), sleep: async () => undefined } })
  aws.objects.createBucket('bucket')
  // The SDK reads the endpoint from the process; every test file has a process of its own.
  process.env['AWS_ENDPOINT_URL'] = aws.url
  try {
    return await work((action) => aws.calls.filter((call) => call.action === action).map(({ as, params }) => as ?? params))
  } finally {
    await aws.close()
  }
}

describe('a role', () => {
  it('is taken on once for all calls to buckets', () =>
    serving('2100-01-01T00:00:00Z', async (calls) => {
      const port = objects(WHERE, accessOf(KEYS), clock)
      for (const key of ['one', 'two', 'three']) await port.head({ bucket: 'bucket', key }, never)
      expect(calls('HeadObject')).toEqual(['deployer', 'deployer', 'deployer'])
      expect(calls('AssumeRole')).toEqual([
        expect.objectContaining({ RoleArn: ROLE.roleArn, ExternalId: 'of-the-test', RoleSessionName: 'deploy-action' }),
      ])
    }))

  it('is taken on again where its keys are about to end', () =>
    serving('2020-01-01T00:00:00Z', async (calls) => {
      const port = objects(WHERE, accessOf(KEYS), clock)
      for (const key of ['one', 'two']) await port.head({ bucket: 'bucket', key }, never)
      expect(calls('AssumeRole').length).toBeGreaterThan(1)
    }))

  it('says who it is', () =>
    serving('2100-01-01T00:00:00Z', async () => {
      expect(await caller(WHERE, accessOf(KEYS), clock, never)).toMatchObject({ account: '210987654321' })
      expect(await caller({ region: 'us-east-1' }, accessOf(KEYS), clock, never)).toMatchObject({ account: '123456789012' })
    }))
})
