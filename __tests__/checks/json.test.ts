import { describe, expect, it } from '@jest/globals'
import { mismatch } from '../../src/checks/json.ts'

const shown = (text: string, length: number) => text.slice(0, length)
const of = (document: unknown, wanted: Readonly<Record<string, unknown>>) => mismatch(JSON.stringify(document), wanted, shown)

describe('JSON by its paths', () => {
  const fits: readonly (readonly [unknown, Readonly<Record<string, unknown>>])[] = [
    [{ a: 1 }, { '$.a': 1 }],
    [{ a: null }, { '$.a': null }],
    [{ a: false }, { '$.a': false }],
    [{ a: { b: 1, c: 2 } }, { '$.a': { c: 2, b: 1 } }],
    [{ a: { type: 'x' } }, { '$.a': { type: 'object' } }],
    [[{ id: 1 }, { id: 2 }], { '$[*].id': 2 }],
    [[1, 2], { $: { type: 'array' } }],
    ['text', { $: 'text' }],
    [{ a: 1.5 }, { '$.a': { type: 'number' } }],
    [{ a: null }, { '$.a': { type: 'null' } }],
    [{ a: [{ b: 'x' }] }, { '$.a[?@.b == "x"]': { type: 'object' } }],
    [{}, {}],
  ]
  it.each(fits)('%j has %j', async (document, wanted) => expect(await of(document, wanted)).toBeUndefined())

  const differs: readonly (readonly [unknown, Readonly<Record<string, unknown>>, string])[] = [
    [{ a: 1 }, { '$.a': '1' }, '$.a is 1, "1" wanted'],
    [{ a: null }, { '$.a': 0 }, '$.a is null, 0 wanted'],
    [{ a: [] }, { '$.a': { type: 'object' } }, '$.a is [], object wanted'],
    [{ a: null }, { '$.a': { type: 'object' } }, '$.a is null, object wanted'],
    [{ a: 1 }, { '$.b': 1 }, 'nothing at $.b'],
    [{ a: 1 }, { '$.a': 1, '$.c': 2 }, 'nothing at $.c'],
    [{ a: { b: 1, c: 2 } }, { '$.a': { b: 1 } }, '$.a is {"b":1,"c":2}, {"b":1} wanted'],
    [[1, 2], { '$[*]': 3 }, '$[*] is 1, 3 wanted'],
  ]
  it.each(differs)('%j has not %j', async (document, wanted, said) => expect(await of(document, wanted)).toBe(said))

  it.each(['', '<html>', '{', 'undefined', '{"a":1} {"a":1}'])('%j is not JSON', async (text) =>
    expect(await mismatch(text, { '$.a': 1 }, shown)).toBe('the body is not JSON'),
  )

  it('shows what it found as it is told to', async () => {
    const said = await mismatch('{"a":"secret"}', { '$.a': 'x' }, () => '***')
    expect(said).toBe('$.a is ***, "x" wanted')
  })
})
