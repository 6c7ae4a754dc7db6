import { describe, expect, it } from '@jest/globals'
import { ownersOf } from '../../src/notices/codeowners.ts'

describe('the owners of everything', () => {
  it.each([
    ['', []],
    ['docs/ @writer', []],
    ['* @one @two-2', ['one', 'two-2']],
    ['* @one\n*.ts @two\n**/* @three # @four', ['three']],
    ['* @one\r\n*', []],
    ['# * @one', []],
    ['* @octo/team me@example.com @-bad @one', ['one']],
    ['/* @root', []],
  ])('%j', (text, owners) => {
    expect(ownersOf(text)).toEqual(owners)
  })
})
