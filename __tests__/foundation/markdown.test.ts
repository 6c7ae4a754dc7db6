import { describe, expect, it } from '@jest/globals'
import { block, clean, code, plain, short, table } from '../../src/foundation/markdown.ts'

describe('text from outside', () => {
  it.each([
    ['@team', '&#64;&#8203;team'],
    ['#12', '&#35;&#8203;12'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['a | b', 'a &#124; b'],
    ['**bold** [x](y)', '\\*\\*bold\\*\\* \\[x\\]\\(y\\)'],
    ['https://evil.example', 'https&#58;//evil.example'],
    ['two\nlines', 'two lines'],
  ])('is inert in a line: %s', (text, markdown) => {
    expect(plain(text)).toBe(markdown)
  })

  it('cannot leave a code span', () => {
    expect(code('a `b` ``c``')).toBe('``` a `b` ``c`` ```')
    expect(code('a|b')).toBe('`a\\|b`')
    expect(code('')).toBe('` `')
  })

  it('cannot leave a block', () => {
    expect(block('```\n# title').startsWith('````text\n')).toBe(true)
  })

  it('loses terminal sequences, control characters and direction marks', () => {
    expect(clean('\u001b[31mred\u001b[0m\u0007 \u202eabc\tx\r\ny')).toBe('red abc\tx\ny')
  })
})

it('says how much it left out, and never cuts a character in half', () => {
  expect(short('abcdef', 3)).toBe('abc… (3 more characters)')
  expect(short('😀😀', 1)).toBe('… (4 more characters)')
})

it('makes a table', () => {
  expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |')
})
