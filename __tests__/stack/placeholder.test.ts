import { describe, expect, it } from '@jest/globals'
import { placeholder } from '../../src/stack/placeholder.ts'

/** Chance that goes through everything in turn. */
const turning = () => {
  let at = 0
  return () => {
    at = (at + 0.37) % 1
    return at
  }
}
const made = (demands: Parameters<typeof placeholder>[1], type = 'String') => placeholder(type, demands, turning())

describe('a placeholder', () => {
  it.each([
    ['nothing', {}, 32],
    ['a short value', { MaxLength: 8 }, 8],
    ['a value of at least one length', { MinLength: '40' }, 40],
    ['a longer value than usual', { MinLength: 200 }, 200],
  ])('is as long as a template wants that demands %s', async (_what, demands, length) => {
    expect(await made(demands)).toHaveLength(length)
  })

  it.each([
    '[a-zA-Z0-9]*',
    '^[a-zA-Z][a-zA-Z0-9]{7,15}$',
    '[0-9]{12}',
    '[a-f0-9]{40}',
    '[A-Z]+',
    '[a-z0-9]+(?:x)?',
    '^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[!#%]).{12,}$',
    '.*[-_].*',
    '(?=.*\\d)[\\w-]+',
  ])('fits the pattern %s', async (pattern) => {
    const value = await made({ AllowedPattern: pattern })
    expect(value).toMatch(new RegExp(`^(?:${pattern})$`))
  })

  it('fits pattern and lengths together', async () => {
    expect(await made({ AllowedPattern: '[a-z]+', MinLength: 5, MaxLength: 6 })).toMatch(/^[a-z]{5,6}$/)
  })

  it('is one of the values where there are only some, and a number where one is wanted', async () => {
    expect(await made({ AllowedValues: ['blue', 'green'], AllowedPattern: '.' })).toBe('blue')
    expect([await made({}, 'Number'), await made({ MinValue: 7 }, 'Number'), await made({ MaxValue: -3 }, 'Number')]).toEqual([
      '1',
      '7',
      '-3',
    ])
    expect(await made({}, 'CommaDelimitedList')).toHaveLength(32)
  })

  it('is not the same twice', async () => {
    const random = turning()
    expect(await placeholder('String', {}, random)).not.toBe(await placeholder('String', {}, random))
  })

  it.each([
    ['a pattern that nothing fits', { AllowedPattern: 'postgres://.*' }],
    ['a pattern that only Java reads', { AllowedPattern: '(?<x' }],
    ['a pattern that would be tried for hours', { AllowedPattern: '(a+)+b' }],
    ['more repetitions than can be tried', { AllowedPattern: '.*.*.*.*.*.*.*x' }],
    ['lengths that exclude each other', { MinLength: 9, MaxLength: 8 }],
    ['no value at all', { AllowedValues: [] }],
    ['a pattern for a longer value than is tried', { MinLength: 100, AllowedPattern: '.*' }],
  ])('is not made where a template demands %s', async (_what, demands) => {
    expect(await made(demands)).toBeUndefined()
  })

  it.each(['AWS::SSM::Parameter::Value<String>', 'AWS::EC2::VPC::Id', 'List<Number>'])('is not made for a %s', async (type) => {
    expect(await made({}, type)).toBeUndefined()
  })
})
