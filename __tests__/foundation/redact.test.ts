import { describe, expect, it } from '@jest/globals'
import { Secrets } from '../../src/foundation/redact.ts'

const known = 'hunter22&"<x>'

describe('a known secret', () => {
  const secrets = new Secrets()
  secrets.add(known)
  secrets.add('first line of two\nsecond line of two')

  it.each([
    ['as it is', known],
    ['in JSON', JSON.stringify({ a: known })],
    ['in an address', `https://example.com/?q=${encodeURIComponent(known)}`],
    ['in HTML', known.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
    ['line by line', 'only the second line of two is here'],
    ['in JSON that is a text in JSON', JSON.stringify(JSON.stringify({ a: known }))],
    ['in a form', new URLSearchParams({ a: known }).toString()],
    ['in hexadecimal', Buffer.from(known).toString('hex')],
    ...[0, 1, 2].map((shift): [string, string] => [
      `in base64 for addresses, shifted by ${shift}`,
      Buffer.from(`${'y'.repeat(shift)}${known}zz`).toString('base64url'),
    ]),
    ...[0, 1, 2].map((shift): [string, string] => [
      `in base64, shifted by ${shift}`,
      Buffer.from(`${'y'.repeat(shift)}${known}zz`).toString('base64'),
    ]),
  ])('is replaced %s', (_where, text) => {
    const redacted = secrets.redact(text)
    expect(redacted).toContain('***')
    expect(redacted).not.toContain('hunter22')
    expect(Buffer.from(redacted, 'base64').toString()).not.toContain('hunter22')
  })

  it('is found in the keys of data too', () => {
    expect(secrets.redactAll({ [known]: [known, 1, null] })).toEqual({ '***': ['***', 1, null] })
  })

  it('leaves values alone that are too short to tell from words', () => {
    const short = new Secrets()
    expect(short.add('abc')).toEqual([])
    expect(short.redact('abc')).toBe('abc')
  })
})

describe('what looks like a secret', () => {
  const secrets = new Secrets()

  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    'password=correct-horse',
    '"client_secret": "correct-horse"',
    'Authorization: Bearer abcdefgh12345678',
    'https://user:correct-horse@example.com/',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    `ghp_${'a1'.repeat(18)}`,
    `https://bucket.s3.amazonaws.com/key?X-Amz-Signature=${'0'.repeat(64)}`,
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----',
  ])('is replaced: %s', (text) => {
    expect(secrets.holds(text)).toBe(true)
    expect(secrets.redact(text)).not.toMatch(/correct-horse|abcdefgh12345678|IOSFODNN|c2lnbmF0|a1a1a1|0000000|MIIEow/)
  })

  it.each(['arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf', 'https://example.com/path', 'TokenCount 12'])(
    'leaves %s alone',
    (text) => {
      expect(secrets.redact(text)).toBe(text)
    },
  )
})

describe('a text made to take long', () => {
  const pieces = [
    'a.',
    'ab+',
    'eyJaaaaa-',
    'eyJaaaaa.',
    'a://a:',
    '-----BEGIN PRIVATE KEY-----',
    'token=',
    'Bearer ',
    'password: ',
  ]
  it.each(pieces)('of %j is looked through in time', (piece) => {
    const began = performance.now()
    new Secrets().redact(piece.repeat(300_000 / piece.length))
    // Every beginning looked at to the end of the text took the better part of a minute.
    expect(performance.now() - began).toBeLessThan(3000)
  })
})

it('leaves numbers of accounts out of what is written, and does not take them for secrets', () => {
  const secrets = new Secrets()
  secrets.conceal('111122223333')
  secrets.conceal('no account')
  const url = 'https://sqs.us-east-1.amazonaws.com/111122223333/orders'
  expect(secrets.redact(url)).toBe('https://sqs.us-east-1.amazonaws.com/<account>/orders')
  expect(secrets.holds(url)).toBe(false)
  expect(secrets.redact('no account')).toBe('no account')
})
