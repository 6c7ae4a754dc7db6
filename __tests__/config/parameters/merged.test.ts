import { expect, it } from '@jest/globals'
import type { FileParameters } from '../../../src/config/parameters/file.ts'
import { mergedParameters } from '../../../src/config/parameters/merged.ts'

const file = (parameters: Readonly<Record<string, string>>, more: Partial<FileParameters> = {}): FileParameters => ({
  parameters,
  previous: [],
  secretParameters: [],
  secrets: [],
  ...more,
})
const none = { parameters: {}, secretParameters: [] }

it('lays later files over earlier ones, and the stack over all', () => {
  const files = [file({ A: '1', B: '1', C: '1' }), file({ B: '2', C: '2' })]
  expect(mergedParameters(files, { parameters: { C: '3' }, secretParameters: [] })).toEqual({
    parameters: { A: '1', B: '2', C: '3' },
    secretParameters: [],
  })
})

it('takes back what a later file leaves to the stack, but not what comes after that', () => {
  const files = [file({ A: '1', B: '1' }), file({}, { previous: ['A', 'B'] }), file({ B: '3' })]
  expect(mergedParameters(files, none).parameters).toEqual({ B: '3' })
  expect(mergedParameters([file({}, { previous: ['A'] })], { parameters: { A: 'a' }, secretParameters: [] }).parameters).toEqual({
    A: 'a',
  })
})

it('knows as secret what is secret where it comes from', () => {
  const files = [file({ A: '1', B: '1', C: '1' }, { secretParameters: ['A', 'B', 'C'] }), file({ B: 'plain' })]
  expect(mergedParameters(files, { parameters: { C: 'plain', D: 'd' }, secretParameters: ['D'] }).secretParameters).toEqual([
    'A',
    'D',
  ])
})

it('leaves without a value what the nearest of them gives later', () => {
  const later = file({}, { secretParameters: ['A'], lateParameters: ['A'] })
  expect(mergedParameters([file({ A: '1' }), later], none)).toEqual({
    ...{ parameters: {}, secretParameters: ['A'], lateParameters: ['A'] },
  })
  expect(mergedParameters([later, file({ A: '1' })], none)).toEqual({ parameters: { A: '1' }, secretParameters: [] })
  expect(mergedParameters([later, file({}, { previous: ['A'] })], none)).toEqual(none)
  const stack = { parameters: {}, secretParameters: ['B'], lateParameters: ['B'] }
  expect(mergedParameters([file({ B: '1' })], stack)).toEqual(stack)
})
