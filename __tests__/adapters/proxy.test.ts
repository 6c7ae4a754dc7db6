import dns from 'node:dns'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { http } from '../../src/adapters/http.ts'
import { type Loopback, listen, proxyTo } from './loopback.ts'

const { signal } = new AbortController()
const { lookup } = dns
const here = { address: '127.0.0.1', family: 4 }

// Every name is this machine, so that no question for a name leaves it.
beforeAll(() => {
  const answer = (_host: string, options: dns.LookupOptions, done: (error: null, found: unknown, family?: number) => void) =>
    options.all ? done(null, [here]) : done(null, here.address, here.family)
  Object.assign(dns, { lookup: answer })
})
afterAll(() => void Object.assign(dns, { lookup }))

let server: Loopback
let proxy: Loopback
beforeEach(async () => {
  server = await listen(() => ({ status: 200, body: 'direct' }))
  proxy = await proxyTo(server.port)
})
afterEach(() => Promise.all([server.close(), proxy.close()]))

/** Which way a request to a host takes. */
async function way(env: Readonly<Record<string, string>>, host: string): Promise<unknown> {
  const url = `http://${host}:${server.port}/`
  const answer = await http(env, clock).request({ method: 'GET', url, headers: {}, timeout: 5000 }, signal)
  return 'body' in answer ? answer.body : answer.unreachable
}

const port = (text: string): string => text.replace('PORT', String(server.port))

describe('NO_PROXY', () => {
  it.each([
    ['demo.test', 'demo.test', 'direct'],
    ['demo.test', 'api.demo.test', 'direct'],
    ['demo.test', 'otherdemo.test', 'by proxy'],
    ['demo.test', 'demo.test.other', 'by proxy'],
    ['.demo.test', 'api.demo.test', 'direct'],
    ['.demo.test', 'demo.test', 'direct'],
    ['.demo.test', 'otherdemo.test', 'by proxy'],
    ['DEMO.test', 'api.demo.test', 'direct'],
    ['9demo.test', 'api.9demo.test', 'direct'],
    ['*', 'demo.test', 'direct'],
    ['other.test, demo.test', 'demo.test', 'direct'],
    ['demo.test:PORT', 'demo.test', 'direct'],
    ['demo.test:1', 'demo.test', 'by proxy'],
    ['127.0.0.1', '127.0.0.1', 'direct'],
    ['127.0.0.2', '127.0.0.1', 'by proxy'],
    ['', 'demo.test', 'by proxy'],
  ])('%j leads to %s: %s, as for the AWS command line', async (none, host, expected) => {
    expect(await way({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: port(none) }, host)).toBe(expected)
  })

  // The command line takes `*` only alone, has no ranges, and knows `*.demo.test` not at all.
  it.each([
    ['other.test,*', 'demo.test'],
    ['127.0.0.0-127.0.0.9', '127.0.0.1'],
    ['*.demo.test', 'api.demo.test'],
  ])('%j leads to %s directly, which is more than the AWS command line does', async (none, host) => {
    expect(await way({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: none }, host)).toBe('direct')
  })

  // The command line would take it for hosts below the domain too; a port in NO_PROXY is rare, and the proxy the safe way.
  it('takes a name with a port for that host alone', async () => {
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: port('demo.test:PORT') }
    expect(await way(env, 'api.demo.test')).toBe('by proxy')
  })
})

describe('the names of the variables', () => {
  it('count in lower case first, also when they are empty', async () => {
    const proxied = `http://127.0.0.1:${proxy.port}`
    expect(await way({ http_proxy: proxied }, 'demo.test')).toBe('by proxy')
    expect(await way({ http_proxy: proxied, HTTP_PROXY: 'http://127.0.0.1:1' }, 'demo.test')).toBe('by proxy')
    expect(await way({ http_proxy: '', HTTP_PROXY: proxied }, 'demo.test')).toBe('direct')
    expect(await way({ no_proxy: 'demo.test', NO_PROXY: 'other.test', HTTP_PROXY: proxied }, 'demo.test')).toBe('direct')
    expect(await way({ HTTPS_PROXY: proxied }, 'demo.test')).toBe('direct')
  })

  it('take a proxy without a scheme, and its user and password', async () => {
    expect(await way({ HTTP_PROXY: `127.0.0.1:${proxy.port}` }, 'demo.test')).toBe('by proxy')
    expect(await way({ HTTP_PROXY: `http://me:pass@127.0.0.1:${proxy.port}` }, 'demo.test')).toBe('by proxy')
    const [, last] = proxy.seen
    expect(last?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('me:pass').toString('base64')}`)
  })
})
