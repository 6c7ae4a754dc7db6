import { describe, expect, it } from '@jest/globals'
import { fingerprint } from '../../src/logs/fingerprint.ts'

describe('fingerprint', () => {
  it.each([
    ['order 17 failed after 3.5 s', 'order 18234 failed after 12 s'],
    ['id 79b4f56e-95b1-4643-9700-2807f4e68189', 'id 00000000-95B1-4643-9700-2807f4e68180'],
    ['at 2026-11-02T08:00:00.123Z', 'at 2026-11-03 09:10:11+01:00'],
    ['pointer 0x7ffde4 in 5f2c9a1b', 'pointer 0x1 in deadbee1'],
    ['no column \'a\' in "orders"', 'no column \'price\' in "items"'],
    ['connect 10.0.0.1:5432 refused', 'connect 192.168.1.77:80 refused'],
    ['GET https://a.example/x?y=1 failed', 'GET http://b.example/ failed'],
    ['to someone@example.com', 'to other.person@mail.example.org'],
    ['denied on arn:aws:s3:::one/key', 'denied on arn:aws-cn:sqs:cn-north-1:111122223333:q'],
    ['stream 1A2B3C4D5E6F7A8B9C0D', 'stream zz9z8y7x6w5v4u3t2s1r'],
  ])('%s is %s', (one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other))
  })

  it.each([
    ["can't read the queue", "can't write the queue"],
    ['TypeError: x', 'RangeError: x'],
    ['internationalization failed', 'institutionalization failed'],
  ])('%s is not %s', (one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other))
  })

  it('looks at a megabyte without haste', () => {
    const began = performance.now()
    for (const text of ['a@', '"', 'a.', '0', "'a ", 'http://']) fingerprint(text.repeat(1 << 19))
    expect(performance.now() - began).toBeLessThan(200)
  })
})
