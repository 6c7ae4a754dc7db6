import { expect, it } from '@jest/globals'
import { didYouMean, nearest } from '../../src/config/nearest.ts'

it.each([
  ['templat', 'template'],
  ['tempalte', 'template'],
  ['Template', 'template'],
  ['roleArn', 'role-arn'],
  ['ROLE_ARN', 'role-arn'],
  ['dependson', 'depends-on'],
  ['tgas', 'tags'],
  ['banana', undefined],
  ['', undefined],
  ['x'.repeat(10_000), undefined],
])('takes %j for %j', (word, known) => {
  expect(nearest(word, ['name', 'tags', 'template', 'role-arn', 'depends-on'])).toBe(known)
})

it('takes the nearest of several', () => {
  expect(nearest('stak', ['stage', 'stack', 'star'])).toBe('stack')
})

it('ends a message, or adds nothing', () => {
  expect(didYouMean('nme', ['name'])).toBe('. Did you mean “name”?')
  expect(didYouMean('banana', ['name'])).toBe('')
})
