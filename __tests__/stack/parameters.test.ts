import { describe, expect, it } from '@jest/globals'
import type { StackDescription } from '../../src/ports/cloudformation.ts'
import { givenParameters, parameterValues, plannedParameters } from '../../src/stack/parameters.ts'
import { assemblyWith } from './assembly.ts'

const declared = (name: string, more: object = {}) => ({ name, type: 'String', hasDefault: false, noEcho: false, ...more })
const stack = (parameters: Readonly<Record<string, string>>): StackDescription => ({
  ...{ id: 'arn:demo', name: 'demo', status: 'UPDATE_COMPLETE', changedAt: '', outputs: {} },
  parameters,
})

describe('where a parameter comes from', () => {
  it('is what is given, else what the stack has, else the default', () => {
    const assembly = assemblyWith({ parameters: { Given: 'new' } })
    const all = [declared('Given'), declared('Kept', { hasDefault: true }), declared('New', { hasDefault: true })]
    const planned = plannedParameters(assembly, all, stack({ Given: 'old', Kept: 'kept' }))
    expect(planned.map(({ name, source }) => `${name} ${source}`)).toEqual(['Given given', 'Kept previous', 'New default'])
    expect(parameterValues(assembly, planned)).toEqual([
      { name: 'Given', value: 'new' },
      { name: 'Kept', previous: true },
    ])
  })

  it('is the default again for one that names a value elsewhere', () => {
    const ssm = declared('Image', { type: 'AWS::SSM::Parameter::Value<String>', hasDefault: true })
    expect(plannedParameters(assemblyWith(), [ssm], stack({ Image: '/image' }))).toMatchObject([{ source: 'default' }])
  })

  it('keeps an empty value that is given', () => {
    const assembly = assemblyWith({ parameters: { Suffix: '' } })
    const planned = plannedParameters(assembly, [declared('Suffix')], stack({ Suffix: 'old' }))
    expect(parameterValues(assembly, planned)).toEqual([{ name: 'Suffix', value: '' }])
  })

  it('is told without its value where that is secret', () => {
    const assembly = assemblyWith({ parameters: { Password: 'hunter2' }, secretParameters: ['Password'] })
    const planned = plannedParameters(assembly, [declared('Password', { noEcho: true })], undefined)
    expect(JSON.stringify(planned)).not.toContain('hunter2')
    expect(planned).toEqual([{ name: 'Password', source: 'given', secret: true }])
  })
})

describe('a parameter that cannot be', () => {
  it.each([
    ['PARAMETER_UNKNOWN', { parameters: { Typo: 'x' } }, declared('Name', { hasDefault: true })],
    ['PARAMETER_MISSING', {}, declared('Name')],
    ['SECRET_EXPOSED', { parameters: { Name: 's' }, secretParameters: ['Name'] }, declared('Name')],
  ] as const)('%s', (code, more, one) => {
    expect(() => plannedParameters(assemblyWith(more), [one], undefined)).toThrow(expect.objectContaining({ code }))
  })
})

it('those that are given are the same whatever the stack has', () => {
  const assembly = assemblyWith({ parameters: { Given: 'new' } })
  expect(givenParameters(assembly, [declared('Given'), declared('Missing')])).toEqual([
    { name: 'Given', source: 'given', secret: false, value: 'new' },
  ])
})
