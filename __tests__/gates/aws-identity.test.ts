import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/foundation/failure.ts'
import { awsIdentity } from '../../src/gates/aws-identity.ts'
import { contextOf, judged, NOW } from './context.ts'

const ACCOUNT = '111122223333'
const caller = async () => ({ account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/session` })
const judge = (options: object = {}, about: Parameters<typeof contextOf>[0] = {}) =>
  judged(awsIdentity, { ...options }, contextOf({ caller, ...about }))
const inMinutes = (minutes: number) => ({
  ports: { env: { AWS_CREDENTIAL_EXPIRATION: new Date(NOW.getTime() + minutes * 60_000).toISOString() } },
})

describe('the gate aws-identity', () => {
  it('lets the expected one through, without its number', async () => {
    const { phase, reason } = await judge({ account: ACCOUNT, region: 'us-east-1', role: 'deploy*' })
    expect([phase, reason]).toEqual(['successful', expect.not.stringContaining(ACCOUNT)])
  })

  it('blocks another account', async () => {
    expect((await judge({ account: '444455556666' })).phase).toBe('failed')
    const stacks = [{ name: 'shop', region: 'us-east-1', account: '444455556666' }]
    expect((await judge({}, { stacks })).phase).toBe('failed')
  })

  it('blocks another region', async () => expect((await judge({ region: 'eu-west-1' })).phase).toBe('failed'))

  it('blocks another role', async () => expect((await judge({ role: 'deployer' })).phase).toBe('failed'))

  it('blocks credentials that end too soon', async () => {
    expect((await judge({ life: '1h' }, inMinutes(59))).phase).toBe('failed')
    expect((await judge({ life: '1h' }, inMinutes(61))).phase).toBe('successful')
    expect((await judge({ life: '1h' })).phase).toBe('inconclusive')
  })

  it('is unknown where nobody says who it is', async () => {
    const refused = () => Promise.reject(new Failure('sts:GetCallerIdentity: expired', { code: 'CREDENTIALS_EXPIRED' }))
    expect((await judge({}, { caller: refused })).phase).toBe('inconclusive')
  })
})
