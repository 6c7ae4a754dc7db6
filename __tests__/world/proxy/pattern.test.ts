import { expect, it } from '@jest/globals'
import { matcher } from './pattern.ts'

const LINES = ['ERROR db refused', 'error: db refused', 'WARN slow db', 'request 500 done']

it.each([
  ['', LINES],
  ['ERROR', ['ERROR db refused']],
  ['db refused', ['ERROR db refused', 'error: db refused']],
  ['"slow db"', ['WARN slow db']],
  ['?ERROR ?WARN', ['ERROR db refused', 'WARN slow db']],
  ['db -refused', ['WARN slow db']],
  ['%[45]0{2}%', ['request 500 done']],
])('matches lines with the pattern %j', (pattern, expected) => {
  expect(LINES.filter(matcher(pattern))).toEqual(expected)
})

it.each(['{ $.level = "error" }', '[ip, user]'])('refuses the pattern %j, which it does not know', (pattern) => {
  expect(() => matcher(pattern)).toThrow('knows no JSON')
})
