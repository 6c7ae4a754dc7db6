import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { http } from '../../src/adapters/http.ts'
import { type HttpAnswer, type HttpRequest, MAX_BODY } from '../../src/ports/http.ts'
import { authority } from '../world/proxy/certificates.ts'
import { closedPort, type Loopback, listen, type Reply, type Seen } from './loopback.ts'

const { signal } = new AbortController()
const open: Loopback[] = []
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'http-'))
})
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())))
afterAll(() => rm(folder, { recursive: true }))

const server = async (reply: (seen: Seen) => Reply | undefined): Promise<Loopback> => {
  const one = await listen(reply)
  open.push(one)
  return one
}
const ask = (port: number, more: Partial<HttpRequest> = {}, stop = signal) =>
  http({}, clock).request({ method: 'GET', url: `http://127.0.0.1:${port}/`, headers: {}, timeout: 5000, ...more }, stop)

describe('a request', () => {
  it('carries its method, headers and body, and gives the answer', async () => {
    const one = await server(() => ({ status: 201, headers: { 'X-Two': 'b' }, body: 'made' }))
    const answer = await ask(one.port, { method: 'POST', headers: { 'X-One': 'a' }, body: '{"ü":1}' })
    expect(answer).toMatchObject({ status: 201, body: 'made', truncated: false, headers: { 'x-two': 'b' } })
    expect((answer as HttpAnswer).ms).toBeGreaterThanOrEqual(0)
    expect(one.seen).toMatchObject([
      { method: 'POST', body: '{"ü":1}', headers: { 'x-one': 'a', 'user-agent': 'deploy-action' } },
    ])
  })

  it('may be a HEAD, which has no body', async () => {
    const one = await server(() => ({ status: 200, headers: { 'content-length': '10' } }))
    expect(await ask(one.port, { method: 'HEAD' })).toMatchObject({ status: 200, body: '', truncated: false })
  })

  it('does not follow a redirect', async () => {
    const one = await server(() => ({ status: 302, headers: { location: '/elsewhere' } }))
    expect(await ask(one.port)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } })
    expect(one.seen).toHaveLength(1)
  })

  it.each([
    [MAX_BODY, false],
    [MAX_BODY + 1, true],
    [MAX_BODY * 3, true],
  ])('gives at most MAX_BODY of %d characters; truncated: %s', async (length, truncated) => {
    const one = await server(() => ({ status: 200, body: 'x'.repeat(length) }))
    const answer = (await ask(one.port)) as HttpAnswer
    expect([answer.body.length, answer.truncated]).toEqual([MAX_BODY, truncated])
  })
})

describe('no answer is a value', () => {
  it('where nobody listens', async () => {
    expect(await ask(await closedPort())).toEqual({ unreachable: expect.stringContaining('ECONNREFUSED') })
  })

  it('within the time-out', async () => {
    const one = await server(() => undefined)
    expect(await ask(one.port, { timeout: 50 })).toEqual({ unreachable: 'no answer within 0.05 s' })
  })

  it('when the body stops half-way', async () => {
    const silent = new Set<Socket>()
    const half = createServer((socket) => {
      silent.add(socket)
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))
    })
    await new Promise<void>((done) => half.listen(0, '127.0.0.1', done))
    const { port } = half.address() as AddressInfo
    expect(await ask(port, { timeout: 100 })).toEqual({ unreachable: 'no answer within 0.1 s' })
    for (const socket of silent) socket.destroy()
    await new Promise((done) => half.close(done))
  })

  it('when what answers does not speak HTTP', async () => {
    const other = createServer((socket) => socket.once('data', () => socket.end('220 mail.test\r\n')))
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    expect(await ask((other.address() as AddressInfo).port)).toEqual({ unreachable: expect.stringContaining('HPE_') })
    await new Promise((done) => other.close(done))
  })

  it('where the certificate is not trusted, and nothing was sent', async () => {
    const ca = await authority()
    const one = await listen(() => ({ status: 200 }), await ca.contextFor('localhost'))
    open.push(one)
    const answer = await ask(one.port, { url: `https://localhost:${one.port}/` })
    expect(answer).toEqual({ unreachable: expect.stringMatching(/^UNABLE_TO_\w+: .*certificate/) })
    expect(one.seen).toEqual([])
  })
})

describe('a run that is cancelled', () => {
  it('stops a request with the reason of the signal', async () => {
    const stop = new AbortController()
    const reason = new Error('cancelled')
    const one = await server(() => void stop.abort(reason))
    await expect(ask(one.port, {}, stop.signal)).rejects.toBe(reason)
  })
})
