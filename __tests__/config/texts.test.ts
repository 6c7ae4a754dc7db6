import { describe, expect, it } from '@jest/globals'
import { textsIn } from '../../src/config/texts.ts'
import { Failure } from '../../src/foundation/failure.ts'

function refusal(text: string, input: 'variables' | 'secrets' = 'secrets'): Failure {
  try {
    textsIn(input, text)
  } catch (thrown) {
    return Failure.from(thrown)
  }
  throw new Error('it was taken')
}

describe('an input that is a map', () => {
  it.each([
    ['', {}],
    ['A: b\nC_1: "d e"', { A: 'b', C_1: 'd e' }],
    ['A: 0080\nB: 1e3\nC: true\nD: 1.10', { A: '0080', B: '1e3', C: 'true', D: '1.10' }],
    ['A:\nB: ""\nC: null', { A: '', B: '', C: '' }],
    ['KEY: |\n  one\n  two\nB: c', { KEY: 'one\ntwo\n', B: 'c' }],
    ['{\n  "A": "x # y: &z",\n  "B": "\\"\\n"\n}', { A: 'x # y: &z', B: '"\n' }],
    ['\ufeffA: p#ss\nB: "x" # a word', { A: 'p#ss', B: 'x' }],
    ['__proto__: x', Object.fromEntries([['__proto__', 'x']])],
  ])('%j', (text, expected) => expect(textsIn('secrets', text)).toEqual(expected))

  it.each([
    ['A: b\nB: "hunter2', 2, 'this is not YAML'],
    ['hunter2', 1, 'a map of names and values'],
    ['- hunter2', 1, 'a map of names and values'],
    ['A: b\nA: hunter2', 2, 'stands there twice'],
    ['A: [hunter2]', 1, 'no list and no map'],
    ['A: b\nB: { hunter2: hunter2 }', 2, 'no list and no map'],
    ['hunter2!: x', 1, 'a name has letters'],
    ['A: b\nB: hunter2 #hunter3', 2, 'a `#` cuts the value off'],
    ['A: &hunter2 x', 1, 'begins with `&`'],
    ['A: !hunter2 x', 1, 'YAML'],
    ['A: *hunter2', 1, 'YAML'],
    ['A: x\nB: &a y\nC: *a', 2, 'begins with `&`'],
    ['A: hunter2: hunter2', 1, 'YAML'],
  ])('refuses %j at its line, and tells nothing of it', (text, line, why) => {
    const { code, message, fix } = refusal(text)
    expect([code, message]).toEqual(['INPUT_INVALID', expect.stringContaining(`The input \`secrets\`, line ${line}: `)])
    expect(message).toContain(why)
    expect(`${message}${fix}`).not.toMatch(/hunter/)
  })

  it('may say something beside a value that is no secret', () => expect(textsIn('variables', 'A: b # why')).toEqual({ A: 'b' }))
  it('says how it is written', () => expect(refusal('x', 'variables').fix).toContain('${{ toJSON(vars.NAME) }}'))
})
