import { EventEmitter, once } from 'node:events'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, it } from '@jest/globals'
import { TWO } from './testing/templates.ts'
import { clientOf, startWorld } from './testing/world.ts'

describe('a fault rule', () => {
  it.each([
    ['throttle', { kind: 'throttle' }, { name: 'Throttling', message: 'Rate exceeded' }],
    [
      'error',
      { kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'Later' },
      { name: 'ServiceUnavailable', message: 'Later' },
    ],
    [
      'denied',
      { kind: 'denied' },
      { name: 'AccessDenied', message: expect.stringContaining('is not authorized to perform: cloudformation:DescribeStacks') },
    ],
    ['expired', { kind: 'expired' }, { name: 'ExpiredToken', message: 'The security token included in the request is expired' }],
    ['reset-before', { kind: 'reset-before' }, { message: expect.stringContaining('socket hang up') }],
  ] as const)('of kind %s hits as often as it says, and after as many as it says', async (_, rule, expected) => {
    const { aws, stacks } = await startWorld()
    aws.stacks.seed({ name: 'demo', status: 'CREATE_COMPLETE' })
    aws.fault({ action: 'DescribeStacks', after: 1, times: 1, ...rule })
    await stacks.describe()
    await expect(stacks.describe()).rejects.toMatchObject(expected)
    await stacks.describe()
    expect(aws.calls.map(({ action, faulted }) => [action, faulted])).toEqual([
      ['DescribeStacks', undefined],
      ['DescribeStacks', rule.kind],
      ['DescribeStacks', undefined],
    ])
  })

  it('can lose the answer of a call that took effect', async () => {
    const { aws, stacks, clock } = await startWorld()
    const plan = await stacks.plan({ ChangeSetType: 'CREATE', TemplateBody: TWO })
    aws.fault({ action: 'ExecuteChangeSet', times: 1, kind: 'reset-after' })
    await expect(stacks.execute(plan, { ClientRequestToken: 'token' })).rejects.toMatchObject({
      message: expect.stringContaining('socket hang up'),
    })
    await stacks.execute(plan, { ClientRequestToken: 'token' })
    clock.advance(1000)
    expect((await stacks.describe()).StackStatus).toBe('CREATE_COMPLETE')
  })

  it('can cut an answer short', async () => {
    const { aws, stacks } = await startWorld()
    aws.stacks.seed({ name: 'demo', status: 'CREATE_COMPLETE' })
    aws.fault({ action: 'DescribeStacks', kind: 'truncate' })
    await expect(stacks.describe()).rejects.toThrow()
  })

  it('can answer with what was true some time ago', async () => {
    const { aws, stacks, clock } = await startWorld()
    await stacks.deploy({ TemplateBody: TWO })
    await stacks.execute(await stacks.plan({ TemplateBody: TWO.replace('30', '31') }))
    aws.fault({ action: 'DescribeStacks', kind: 'stale', ms: 10_000, times: 1 })
    clock.advance(5000)
    expect((await stacks.describe()).StackStatus).toBe('CREATE_COMPLETE')
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_COMPLETE')
  })

  it('hits the same calls by rate in every run', async () => {
    const run = async (): Promise<readonly boolean[]> => {
      const { aws, stacks } = await startWorld()
      aws.stacks.seed({ name: 'demo', status: 'CREATE_COMPLETE' })
      aws.fault({ action: '*', rate: 0.5, kind: 'throttle' })
      for (let count = 0; count < 20; count += 1) await stacks.describe().catch(() => undefined)
      return aws.calls.map(({ faulted }) => faulted !== undefined)
    }
    const first = await run()
    expect(first).toEqual(await run())
    expect(first.filter(Boolean).length).toBeGreaterThan(4)
    expect(first.filter(Boolean).length).toBeLessThan(16)
  })

  it('holds a request for a while, and tells the world so', async () => {
    const bell = new EventEmitter()
    const { aws, stacks, clock } = await startWorld({ held: (delta) => bell.emit(String(delta)) })
    aws.stacks.seed({ name: 'demo', status: 'CREATE_COMPLETE' })
    aws.fault({ action: 'DescribeStacks', kind: 'delay', ms: 5000, times: 1 })
    const [begun, ended] = [once(bell, '1'), once(bell, '-1')]
    const answer = stacks.describe()
    await begun
    clock.advance(5000)
    expect((await answer).StackStatus).toBe('CREATE_COMPLETE')
    await ended
  })

  it('never answers until the client gives up', async () => {
    const bell = new EventEmitter()
    const { aws, stacks } = await startWorld({ held: (delta) => bell.emit(String(delta)) })
    aws.fault({ action: 'DescribeStacks', kind: 'hang' })
    const [begun, ended] = [once(bell, '1'), once(bell, '-1')]
    const patience = new AbortController()
    const answer = stacks.client.send(new DescribeStacksCommand({}), { abortSignal: patience.signal })
    const refused = expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    await begun
    patience.abort()
    await refused
    await ended
    expect(aws.calls.at(-1)).toMatchObject({ status: 0, faulted: 'hang' })
  })
})

describe('identity', () => {
  it('is known to those who sign', async () => {
    const { aws } = await startWorld({ account: '210987654321' })
    const identity = await new STSClient(clientOf(aws)).send(new GetCallerIdentityCommand({}))
    expect(identity).toMatchObject({ Account: '210987654321', Arn: 'arn:aws:sts::210987654321:assumed-role/deploy/session' })
  })

  it('is missing without an Authorization header', async () => {
    const { aws } = await startWorld()
    const answer = await fetch(aws.url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
    })
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
    ])
  })
})

describe('seeded stacks', () => {
  it('have as long a past as they are given, in pages of a hundred, newest first', async () => {
    const { aws, stacks } = await startWorld()
    aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', oldEvents: 1500 })
    const events = await stacks.events()
    expect(events).toHaveLength(1501)
    expect(aws.calls).toHaveLength(16)
    expect(events.at(-1)?.ResourceStatus).toBe('UPDATE_COMPLETE')
  })

  it('can be in the middle of the operation of somebody else', async () => {
    const { aws, stacks, clock } = await startWorld()
    aws.stacks.seed({
      name: 'demo',
      status: 'UPDATE_IN_PROGRESS',
      template: TWO,
      next: [{ afterMs: 12_000, status: 'UPDATE_COMPLETE' }],
    })
    clock.advance(11_999)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_IN_PROGRESS')
    clock.advance(1)
    expect((await stacks.describe()).StackStatus).toBe('UPDATE_COMPLETE')
    expect((await stacks.plan({ TemplateBody: TWO.replace('30', '31') })).Status).toBe('CREATE_COMPLETE')
  })
})

describe('the control interface', () => {
  it('does the same over HTTP', async () => {
    const { aws, stacks } = await startWorld()
    const post = (path: string, body: object) =>
      fetch(`${aws.url}/_world/${path}`, { method: 'POST', body: JSON.stringify(body) })
    await post('stacks', { name: 'demo', status: 'CREATE_COMPLETE' })
    await post('faults', { action: 'DescribeStacks', kind: 'throttle', times: 1 })
    await post('timeline', { stack: 'demo', changeSetFailure: 'Because' })
    await expect(stacks.describe()).rejects.toMatchObject({ name: 'Throttling' })
    expect(await stacks.plan({ TemplateBody: TWO })).toMatchObject({ Status: 'FAILED', StatusReason: 'Because' })
    const calls = (await (await fetch(`${aws.url}/_world/calls`)).json()) as { action: string }[]
    expect(calls.map(({ action }) => action)).toEqual(['DescribeStacks', 'CreateChangeSet', 'DescribeChangeSet'])
    await post('reset', {})
    expect(aws.calls).toEqual([])
  })
})
