import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import { startWorld } from '../testing/world.ts'

const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=key/20261102/us-east-1/s3/aws4_request' }

describe('objects', () => {
  it('are put once where the client says so, and read back by version', async () => {
    const { aws } = await startWorld()
    aws.objects.createBucket('artifacts', { versioned: true })
    const put = (body: string, more = {}) =>
      fetch(`${aws.url}/artifacts/a/b.txt`, { method: 'PUT', body, headers: { ...SIGNED, ...more } })
    const first = await put('one', { 'if-none-match': '*' })
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"f97c5d29941bfb1b2fdab0874906ab82"'])
    const refused = await put('two', { 'if-none-match': '*' })
    expect([refused.status, await refused.text()]).toEqual([412, expect.stringContaining('<Code>PreconditionFailed</Code>')])
    await put('two')
    const read = async (query = '') => await (await fetch(`${aws.url}/artifacts/a/b.txt${query}`, { headers: SIGNED })).text()
    expect([await read(), await read(`?versionId=${first.headers.get('x-amz-version-id')}`)]).toEqual(['two', 'one'])
    const head = await fetch(`${aws.url}/artifacts/a/b.txt`, { method: 'HEAD', headers: SIGNED })
    expect(head.headers.get('content-length')).toBe('3')
  })

  it('are reached by a bucket in the host name, too', async () => {
    const { aws } = await startWorld()
    aws.objects.createBucket('artifacts')
    aws.objects.put('artifacts', 'key', 'content')
    const headers = { ...SIGNED, host: 'artifacts.s3.us-east-1.amazonaws.com' }
    const [response] = (await once(request(`${aws.url}/key`, { headers }).end(), 'response')) as [IncomingMessage]
    expect(await text(response)).toBe('content')
  })

  it.each([
    ['/nowhere/key', 404, 'NoSuchBucket'],
    ['/artifacts/nothing', 404, 'NoSuchKey'],
  ])('that are not there are refused: %s', async (path, status, code) => {
    const { aws } = await startWorld()
    aws.objects.createBucket('artifacts')
    const answer = await fetch(`${aws.url}${path}`, { headers: SIGNED })
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)])
  })

  it('are not shown to those who do not sign', async () => {
    const { aws } = await startWorld()
    expect((await fetch(`${aws.url}/artifacts/key`)).status).toBe(403)
  })
})
