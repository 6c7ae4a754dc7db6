import { describe, expect, it } from '@jest/globals'
import { Frames } from '../../src/adapters/tool-frames.ts'
import { Lines, safe } from '../../src/adapters/tool-lines.ts'

/** All ways to cut bytes in two. */
const halves = (bytes: Buffer): readonly (readonly Buffer[])[] =>
  Array.from({ length: bytes.length + 1 }, (_none, at) => [bytes.subarray(0, at), bytes.subarray(at)])

function linesOf(chunks: readonly Buffer[]): readonly (readonly [string, boolean])[] {
  const seen: (readonly [string, boolean])[] = []
  const lines = new Lines((text, cut) => seen.push([text, cut]))
  for (const chunk of chunks) lines.read(chunk)
  lines.end()
  return seen
}

describe('lines', () => {
  const bytes = Buffer.from('one\r\ntwo ü €\n\n10 %\r20 %\rlast 😀')
  it.each(halves(bytes))('are the same however they are cut: %#', (...chunks) =>
    expect(linesOf(chunks).map(([text]) => text)).toEqual(['one', 'two ü €', '', '10 %', '20 %', 'last 😀']),
  )

  it('are held up to a bound, also when they come in pieces', () => {
    const pieces = Array(100).fill(Buffer.from('x'.repeat(1000)))
    const [first, second] = linesOf([...pieces, Buffer.from('\nnext\n')])
    expect([first?.[0].length, first?.[1]]).toEqual([32_768, true])
    expect(second).toEqual(['next', false])
  })

  it('lose no half of a secret at the cut', () => {
    const secret = 'open-sesame'
    const hide = (text: string) => text.replaceAll(secret, '***')
    for (const at of [32_768 - 5, 16_384 - 5, 16_384 - 11]) {
      const [[text, cut] = ['', false]] = linesOf([Buffer.from(`${'x'.repeat(at)}${secret}${'y'.repeat(40_000)}`)])
      expect(cut).toBe(true)
      expect(safe(text, cut, hide)).not.toContain('open')
    }
    expect(safe('a open-sesame b', false, hide)).toBe('a *** b')
  })
})

describe('frames', () => {
  const frames: readonly (readonly [string, string])[] = [
    ['p', '{"supervisor":1}'],
    ['o', 'x7\n'],
    ['e', ''],
    ['x', '€\n\n'],
  ]
  const bytes = Buffer.concat(frames.map(([kind, body]) => Buffer.from(`${kind}${Buffer.byteLength(body)}\n${body}\n`)))
  it.each(halves(bytes))('are the same however they are cut: %#', (...chunks) => {
    const seen: (readonly [string, string])[] = []
    const reader = new Frames((kind, body) => seen.push([kind, body.toString()]))
    for (const chunk of chunks) reader.read(chunk)
    expect(seen).toEqual(frames)
  })
})
