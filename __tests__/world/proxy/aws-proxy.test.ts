import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { VirtualClock } from '../clock.ts'
import { askEndpoint } from './ask.ts'
import { type AwsProxy, startAwsProxy } from './aws-proxy.ts'
import { type EndpointProxy, startEndpointProxy } from './endpoint-proxy.ts'
import { received } from './message.ts'

const START = new Date('2026-03-01T00:00:00Z')
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the two proxies', () => {
  const clock = new VirtualClock(START)
  let behind: Server
  let proxy: AwsProxy
  let endpoints: EndpointProxy
  let dir: string
  let seen: string[]
  let answers: Record<string, string>

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'proxy-'))
    seen = []
    answers = {}
    behind = createServer(async (incoming, response) => {
      const { headers, path, body } = await received(incoming)
      seen.push(`${headers.host} ${path} ${body}`)
      const failed = path === '/failed'
      const scripted = Object.entries(answers).find(([action]) => body.includes(`Action=${action}&`))?.[1]
      const text = failed ? '{"errorType": "Error"}' : (scripted ?? headers.authorization ?? 'fine')
      response.writeHead(failed ? 502 : 200).end(text)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => behind.once('listening', resolve))
    proxy = await startAwsProxy(`http://127.0.0.1:${(behind.address() as AddressInfo).port}`, clock)
    endpoints = await startEndpointProxy({ upstream: proxy.url, dir })
  })

  afterEach(async () => {
    await endpoints.close()
    await proxy.close()
    await new Promise((resolve) => behind.close(resolve))
    await rm(dir, { recursive: true })
  })

  const call = (action: string, more = ''): Promise<Response> =>
    fetch(proxy.url, { method: 'POST', headers: FORM, body: `Action=${action}${more}` })

  it('reach a function under its own address', async () => {
    const answer = await askEndpoint(endpoints, 'https://abc.lambda-url.eu-west-1.on.aws/status?a=1')
    expect(answer).toEqual({ status: 200, body: 'fine' })
    expect(seen).toEqual(['abc.lambda-url.eu-west-1.on.aws /status?a=1 '])
  })

  it('reach an API in the account that was last spoken of', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/cloudformation/aws4_request'
    await fetch(proxy.url, { headers: { authorization } })
    const { body } = await askEndpoint(endpoints, 'https://abc.execute-api.eu-west-1.amazonaws.com/Prod/a')
    expect(seen.at(-1)).toBe('abc.execute-api.localhost /Prod/a ')
    expect(body).toContain('Credential=111122223333/20260101/eu-west-1/execute-api/')
  })

  it('do not tell callers why a function failed', async () => {
    const answer = await askEndpoint(endpoints, 'https://abc.lambda-url.eu-west-1.on.aws/failed')
    expect(answer).toEqual({ status: 502, body: 'Internal Server Error' })
  })

  it.each([
    'https://example.com/',
    'https://abc.lambda-url.eu-west-1.on.aws:444/',
    'https://abc.lambda-url.eu-west-1.on.aws.example/',
  ])('let nothing out to %s', async (address) => {
    await expect(askEndpoint(endpoints, address)).rejects.toThrow('with 403')
    expect(seen).toEqual([])
  })

  it('throttle an action as often as asked, and no other', async () => {
    proxy.fault({ action: 'DescribeStacks', kind: 'throttle', times: 2 })
    const answers = [
      await call('DescribeStacks'),
      await call('ListStacks'),
      await call('DescribeStacks'),
      await call('DescribeStacks'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 200, 400, 200])
    expect(await answers[0]?.text()).toContain('<Code>Throttling</Code>')
    expect(proxy.calls.map(({ action }) => action)).toEqual(['DescribeStacks', 'ListStacks', 'DescribeStacks', 'DescribeStacks'])
  })

  it('lose the answer of a call that took effect', async () => {
    proxy.fault({ action: 'CancelUpdateStack', kind: 'lost' })
    await expect(call('CancelUpdateStack')).rejects.toThrow()
    expect(seen).toHaveLength(1)
  })

  it('delay a call on the clock of the world', async () => {
    proxy.fault({ action: 'ListStacks', kind: 'delay', ms: 90_000 })
    expect((await call('ListStacks')).status).toBe(200)
    expect(clock.now().getTime() - START.getTime()).toBe(90_000)
  })

  it.each([
    ['UPDATE_IN_PROGRESS', 400],
    ['REVIEW_IN_PROGRESS', 200],
    ['UPDATE_COMPLETE', 200],
  ])('answer the execution of a change set of a stack in %s with %i', async (status, expected) => {
    answers = {
      DescribeStacks: `<StackId>arn:stack</StackId><StackStatus>${status}</StackStatus>`,
      DescribeChangeSet: '<StackName>demo</StackName>',
    }
    const answer = await call('ExecuteChangeSet', '&ChangeSetName=arn')
    expect(answer.status).toBe(expected)
    expect((await answer.text()).includes('Stack:arn:stack is in UPDATE_IN_PROGRESS state')).toBe(expected === 400)
    expect(seen.some((request) => request.includes('Action=ExecuteChangeSet'))).toBe(expected === 200)
  })

  it('write template addresses with the bucket in the path', async () => {
    await call('ValidateTemplate', `&TemplateURL=${encodeURIComponent('https://my.bucket.s3.eu-west-1.amazonaws.com/a/b.yaml')}`)
    expect(decodeURIComponent(seen[0] ?? '')).toContain('TemplateURL=https://s3.eu-west-1.amazonaws.com/my.bucket/a/b.yaml')
  })
})
