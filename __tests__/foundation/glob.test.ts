import { expect, it } from '@jest/globals'
import { fits } from '../../src/foundation/glob.ts'

it.each([
  ['index.html', 'index.html', true],
  ['a/index.html', 'index.html', false],
  ['a/index.html', '**/index.html', true],
  ['index.html', '**/index.html', true],
  ['a/b/c.js', '**', true],
  ['a/b.js', 'a/*.js', true],
  ['a/b/c.js', 'a/*.js', false],
  ['a.js', '?.js', true],
  ['ab.js', '?.js', false],
  ['axjs', 'a.js', false],
  ['a(1)+[x].js', 'a(1)+[x].js', true],
  ['aindex.html', '**/index.html', false],
])('%s and %s: %s', (path, pattern, expected) => expect(fits(path, pattern)).toBe(expected))
