import { describe, expect, it } from '@jest/globals'
import { condition, evaluate, text, texts, value } from './expressions.ts'
import { stepsOf } from './testing/parsed.ts'

const SEEN = {
  github: { ref: 'refs/heads/main', event: { labels: [{ name: 'a' }, { name: 'b' }] } },
  needs: { plan: { result: 'success', outputs: { verdict: 'successful' } }, build: { result: 'skipped', outputs: {} } },
  inputs: { build: false, count: 3 },
}
const WELL = { success: true, failure: false, cancelled: false }
const CANCELLED = { success: false, failure: false, cancelled: true }

describe('expressions', () => {
  it.each([
    ["github.ref == 'REFS/heads/main'", true],
    ["github.REF == 'refs/heads/main'", true],
    ['needs.build.outputs.missing', null],
    ["needs.build.outputs.missing == ''", true],
    ["'' == 0", true],
    ["'a' == 0", false],
    ["inputs.build && 'yes' || ''", ''],
    ['contains(fromJSON(\'["successful","skipped"]\'), needs.plan.outputs.verdict)', true],
    ['github.event.labels.*.name', ['a', 'b']],
    ["format('{0}/{1}', inputs.count, true)", '3/true'],
    ["format('a ''b'' ''{0}''', 1)", "a 'b' '1'"],
    ['inputs', { build: false, count: 3 }],
  ])('%s', (expression, expected) => expect(evaluate(expression, SEEN)).toEqual(expected))

  it.each(["fromJSON('')", 'nobody.knows', 'unknown()', 'success()', "hashFiles('a')", '1 +'])('throws for %s', (expression) => {
    expect(() => evaluate(expression, SEEN)).toThrow()
  })

  it.each([
    ['github.ref', [true, false]],
    ["'success()' == 'x' || true", [true, false]],
    ['always()', [true, true]],
    ['!cancelled()', [true, false]],
    ['${{ cancelled() }}', [false, true]],
    ['failure() || inputs.count == 3', [true, true]],
  ])('if: %s', (written, expected) => {
    const [step] = stepsOf(`- { run: x, if: ${JSON.stringify(written)} }`)
    expect([WELL, CANCELLED].map((status) => condition(step?.find('if'), SEEN, status))).toEqual(expected)
  })

  it('runs by success() where no condition is written', () => {
    expect([WELL, CANCELLED].map((status) => condition(undefined, SEEN, status))).toEqual([true, false])
  })

  it('gives values and texts of tokens', () => {
    const [step] = stepsOf(
      '- { uses: x/y@v1, timeout-minutes: 5, with: { a: 1, b: "${{ inputs.build }}", c: "${{ inputs.count }} x" } }',
    )
    expect(value(step?.find('timeout-minutes'), SEEN)).toBe(5)
    expect(texts(step?.find('with'), SEEN)).toEqual({ a: '1', b: 'false', c: '3 x' })
    expect(texts(undefined, SEEN)).toEqual({})
    expect([text(undefined), text(null), text(true), text(['a']), text({})]).toEqual(['', '', 'true', 'Array', 'Object'])
  })
})
