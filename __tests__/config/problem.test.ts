import { describe, expect, it } from '@jest/globals'
import { listed, problemsOf } from '../../src/config/problem.ts'
import { mistake } from '../../src/config/tree.ts'

const shown = (text: string, word: string) => {
  const at = text.indexOf(word)
  const [problem] = problemsOf(text, [mistake({ at, end: at + word.length }, 'wrong')])
  return problem
}

describe('problemsOf', () => {
  it.each([
    ['plain', 'a: 1\nb: wrong\n', 2, 4, '  2 | b: wrong\n    |    ^^^^^'],
    ['after umlauts', 'größe: wrong\n', 1, 8, '  1 | größe: wrong\n    |        ^^^^^'],
    ['after combining marks', 'e\u0301: wrong\n', 1, 5, '  1 | e\u0301: wrong\n    |    ^^^^^'],
    ['after wide characters', '日本🎉: wrong\n', 1, 6, '  1 | 日本🎉: wrong\n    |         ^^^^^'],
    ['after a tab', 'a:\twrong\n', 1, 4, '  1 | a:\twrong\n    |   \t^^^^^'],
    ['with CRLF', 'a: 1\r\nb: wrong\r\n', 2, 4, '  2 | b: wrong\n    |    ^^^^^'],
    ['with control characters', 'a: \u001b[31mwrong\n', 1, 9, '  1 | a: wrong\n    |    ^^^^^'],
  ])('%s', (_what, text, line, column, excerpt) => {
    expect(shown(text, 'wrong')).toEqual({ code: 'CONFIG_INVALID', message: 'wrong', line, column, excerpt })
  })

  it('shows a piece of a long line', () => {
    const problem = shown(`${'a'.repeat(1000)} wrong ${'b'.repeat(1000)}\n`, 'wrong')
    expect(problem?.column).toBe(1002)
    expect(problem?.excerpt).toBe(`  1 | …${'a'.repeat(59)} wrong ${'b'.repeat(54)}…\n    |  ${' '.repeat(60)}^^^^^`)
  })

  it('keeps a message on one line, and short', () => {
    const [problem] = problemsOf('a', [mistake({ at: 0, end: 1 }, `unknown “a\n::error::b\u001b[2J${'x'.repeat(2000)}”`)])
    expect(problem?.message).toMatch(/^unknown “a ::error::bx+… \(\d+ more characters\)$/)
  })

  it('points behind the last line at its end', () => {
    expect(problemsOf('a: [\n', [mistake({ at: 5, end: 6 }, 'open')])[0]).toMatchObject({ line: 1, column: 5 })
  })

  it('sorts by place and says the same thing once', () => {
    const late = mistake({ at: 5, end: 6 }, 'late')
    const problems = problemsOf('a: 1\nb: 2\n', [late, mistake({ at: 0, end: 1 }, 'early'), late])
    expect(listed('f.yml', problems)).toBe(
      'f.yml has 2 mistakes:\n\nf.yml:1:1: early\n  1 | a: 1\n    | ^\n\nf.yml:2:1: late\n  2 | b: 2\n    | ^',
    )
  })
})
