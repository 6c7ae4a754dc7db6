import { expect, it } from '@jest/globals'
import { digestOf, sha256 } from '../../src/foundation/digest.ts'
import { canonical, parsed } from '../../src/foundation/json.ts'

it('does not depend on the order of keys, but on that of items', () => {
  expect(canonical({ b: 1, a: { d: 2, c: [3, 4] } })).toBe('{"a":{"c":[3,4],"d":2},"b":1}')
  expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }))
  expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]))
})

it('is sha256', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

it('takes text that is not JSON for nothing', () => {
  expect(parsed('{"a":1}')).toEqual({ a: 1 })
  expect(parsed('{')).toBeUndefined()
})
