import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { logsOver } from '../../src/adapters/logs.ts'
import type { Failure } from '../../src/foundation/failure.ts'
import type { Clock } from '../../src/ports/index.ts'

let server: Server
let answer: { readonly status: number; readonly body: unknown } = { status: 200, body: {} }
const requests: { readonly target: unknown; readonly body: unknown }[] = []

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    requests.push({ target: request.headers['x-amz-target'], body: JSON.parse(body) })
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer.body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => new Promise((done) => server.close(done)))

// Waits until it is told to stop, so that no time limit strikes.
const clock: Clock = {
  now: () => new Date(0),
  random: () => 0,
  deadline: () => new AbortController().signal,
  sleep: async (_, signal) => {
    signal.throwIfAborted()
    await new Promise((_done, stop) => signal.addEventListener('abort', () => stop(signal.reason), { once: true }))
  },
}

const client = async (port = (server.address() as AddressInfo).port) =>
  new CloudWatchLogsClient({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })

const read = (signal = new AbortController().signal) =>
  logsOver(() => client(), clock).filter({ group: '/aws/lambda/demo', from: 5, to: 9, next: 'token' }, signal)
const refused = (__type: string, message: string, status = 400) => {
  answer = { status, body: { __type, message } }
}

describe('logs over the AWS SDK', () => {
  it('asks for a page and gives it in our words', async () => {
    const given = { eventId: '1', logStreamName: 's', timestamp: 7, message: 'hello', ingestionTime: 8 }
    answer = { status: 200, body: { events: [given, { timestamp: 8, message: 'no id' }], nextToken: 'more' } }
    const page = await read()
    expect(page).toEqual({
      state: 'read',
      events: [
        { id: '1', group: '/aws/lambda/demo', stream: 's', at: 7, message: 'hello' },
        { id: expect.stringMatching(/^[0-9a-f]{64}$/), group: '/aws/lambda/demo', stream: '', at: 8, message: 'no id' },
      ],
      next: 'more',
    })
    expect(requests.at(-1)).toEqual({
      target: 'Logs_20140328.FilterLogEvents',
      body: { logGroupName: '/aws/lambda/demo', startTime: 5, endTime: 9, nextToken: 'token' },
    })
  })

  it('gives an empty last page', async () => {
    answer = { status: 200, body: {} }
    expect(await read()).toEqual({ state: 'read', events: [] })
  })

  it('says absent and unscannable as states', async () => {
    refused('ResourceNotFoundException', 'The specified log group does not exist.')
    expect(await read()).toEqual({ state: 'absent' })
    const reason = 'The log group g is of log-group-class INFREQUENT_ACCESS. FilterLogEvents is not supported for this log class.'
    refused('InvalidOperationException', reason)
    expect(await read()).toEqual({ state: 'unscannable', reason })
    refused('ValidationException', 'This operation is only supported on the Standard log class.')
    expect(await read()).toMatchObject({ state: 'unscannable' })
  })

  it.each([
    ['ThrottlingException', 400, 'AWS_THROTTLED'],
    ['LimitExceededException', 400, 'AWS_THROTTLED'],
    ['AccessDeniedException', 400, 'ACCESS_DENIED'],
    ['ExpiredTokenException', 400, 'CREDENTIALS_EXPIRED'],
    ['ServiceUnavailableException', 503, 'AWS_SERVER_ERROR'],
    ['InvalidParameterException', 400, 'AWS_REFUSED'],
  ])('%s is %s %s', async (name, status, code) => {
    refused(name, 'said AWS', status)
    const failure = (await read().catch((thrown: unknown) => thrown)) as Failure
    expect(failure).toMatchObject({ code, message: 'logs:FilterLogEvents: said AWS' })
  })

  it('says that AWS cannot be reached', async () => {
    const closed = createServer()
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done))
    const { port } = closed.address() as AddressInfo
    await new Promise((done) => closed.close(done))
    const lost = logsOver(() => client(port), clock).filter({ group: 'g', from: 0, to: 1 }, new AbortController().signal)
    await expect(lost).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
  })

  it('stops with the reason of the signal', async () => {
    const reason = new Error('cancelled')
    await expect(read(AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
