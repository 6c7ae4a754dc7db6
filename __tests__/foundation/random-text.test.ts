import { describe, expect, it } from '@jest/globals'
import { alphabets, randomText } from '../../src/foundation/random-text.ts'

describe('a random text', () => {
  it.each(Object.keys(alphabets) as (keyof typeof alphabets)[])('of %s has its length and nothing else in it', (alphabet) => {
    let next = 0
    const text = randomText(600, alphabet, (count) => Uint8Array.from({ length: count }, () => next++ % 256))
    expect(text).toHaveLength(600)
    expect([...text].filter((character) => !alphabets[alphabet].includes(character))).toEqual([])
    expect(new Set(text).size).toBe(alphabets[alphabet].length)
  })

  it('favours no character: bytes that would are drawn again', () => {
    const drawn = [Uint8Array.of(255, 248, 0), Uint8Array.of(61, 247, 1)]
    expect(randomText(3, 'alphanumeric', () => drawn.shift() ?? Uint8Array.of())).toBe('A99')
  })
})
