import { expect, it } from '@jest/globals'
import { milliseconds, spoken } from '../../src/foundation/duration.ts'

it.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
])('%s is %d ms', (written, ms) => {
  expect(milliseconds(written)).toBe(ms)
})

it('takes nothing for a duration that has no unit', () => {
  expect(() => milliseconds('30')).toThrow('not a duration')
})

it.each([
  [850, '850 ms'],
  [12_000, '12 s'],
  [185_000, '3 min 5 s'],
  [120_000, '2 min'],
  [7_800_000, '2 h 10 min'],
])('%d ms is said as “%s”', (ms, text) => {
  expect(spoken(ms)).toBe(text)
})
