import { describe, expect, it } from '@jest/globals'
import type { http } from '../../src/checks/http.ts'
import { measure } from '../../src/checks/index.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import type { HttpAnswer, HttpRequest } from '../../src/ports/http.ts'
import type { Ports } from '../../src/ports/index.ts'

const ANSWER: HttpAnswer = { status: 200, headers: {}, body: 'ok', truncated: false, ms: 12 }
const EXPECT = { status: 200, headers: {} } as const
const OPTIONS = { url: 'https://example.com/', method: 'GET', headers: {}, timeout: '10s', expect: EXPECT } as const

/** Measures once against this answer; only what the check may use is there. */
async function measured(
  options: Partial<Parameters<typeof http.measure>[0]>,
  answer: Partial<HttpAnswer> | { readonly unreachable: string } = {},
  secrets = new Secrets(),
) {
  const sent: HttpRequest[] = []
  const ports = {
    secrets,
    http: {
      request: async (request: HttpRequest) => {
        sent.push(request)
        return 'unreachable' in answer ? answer : { ...ANSWER, ...answer }
      },
    },
  } as unknown as Ports
  const context = { ports, signal: new AbortController().signal }
  return { sent, measurement: await measure({ kind: 'http', options: { ...OPTIONS, ...options } }, context) }
}

describe('the http check', () => {
  it('is good when the answer is as wanted', async () => {
    const { measurement } = await measured({})
    expect(measurement).toMatchObject({ phase: 'successful', reason: 'GET https://example.com/: 200 in 12 ms' })
  })

  it('sends JSON with its type, unless another is given', async () => {
    const [plain] = (await measured({ json: { a: 1 } })).sent
    expect(plain).toMatchObject({ body: '{"a":1}', headers: { 'content-type': 'application/json' }, timeout: 10_000 })
    const [other] = (await measured({ json: [], headers: { 'content-type': 'application/x' } })).sent
    expect(other).toMatchObject({ body: '[]', headers: { 'content-type': 'application/x' } })
    expect((await measured({ body: 'text' })).sent[0]).toMatchObject({ body: 'text', headers: {} })
    expect((await measured({})).sent[0]).not.toHaveProperty('body')
  })

  it.each(['', 'ftp://example.com', 'example.com/path', 'https://', 'https:///path', 'file:///etc/passwd'])(
    'sends nothing to “%s”, which is no address',
    async (url) => {
      const { sent, measurement } = await measured({ url })
      expect(measurement).toMatchObject({ phase: 'failed', reason: expect.stringContaining('is not an http or https address') })
      expect(sent).toEqual([])
    },
  )

  it('fails without an answer', async () => {
    const { measurement } = await measured({}, { unreachable: 'ECONNREFUSED' })
    expect(measurement).toMatchObject({ phase: 'failed', reason: 'GET https://example.com/: no answer (ECONNREFUSED)' })
  })

  it('cannot tell of what was not read', async () => {
    const wanted = { expect: { ...EXPECT, body: 'the end' } }
    expect((await measured(wanted, { truncated: true })).measurement.phase).toBe('inconclusive')
    expect((await measured(wanted, { truncated: false })).measurement.phase).toBe('failed')
    expect((await measured(wanted, { truncated: true, status: 500 })).measurement.phase).toBe('failed')
    expect((await measured(wanted, { truncated: true, body: 'the end' })).measurement.phase).toBe('successful')
  })

  it('takes secrets out before it cuts', async () => {
    const secrets = new Secrets()
    secrets.add('horse-battery-staple')
    const body = `${'.'.repeat(490)}horse-battery-staple`
    const { measurement } = await measured({ expect: { ...EXPECT, body: 'ok' } }, { body }, secrets)
    expect(JSON.stringify(measurement)).not.toContain('horse')
  })
})
