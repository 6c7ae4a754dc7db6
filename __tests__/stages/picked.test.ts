import { describe, expect, it } from '@jest/globals'
import type { Assembly } from '../../src/domain/stack.ts'
import { picked } from '../../src/stages/picked.ts'

const of = (system: string, stack: string, body = '') => ({ system, stack, template: { body } }) as Assembly
const NESTING = 'Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: x } } }'
const ALL = [of('site', 'site-data'), of('site', 'site-web', NESTING), of('other', 'other')]
const names = (asked: readonly string[]) => {
  const { worked, leftOut } = picked(ALL, asked)
  return [worked, leftOut].map((all) => all.map(({ stack }) => stack).join(' '))
}

describe('what is picked of the stacks that tools made', () => {
  it.each([
    [[], 'site-data site-web other', ''],
    [['site'], 'site-data site-web', 'other'],
    [['site-web'], 'site-web', 'site-data other'],
    [['site-data', 'other'], 'site-data other', 'site-web'],
  ])('by %j', (asked, worked, leftOut) => {
    expect(names(asked)).toEqual([worked, leftOut])
  })

  it.each(['Child', 'site-web/Child', 'site-web-Child-1A2B3C'])('is no nested stack: %s', (name) => {
    expect(() => picked(ALL, [name])).toThrow('A nested stack cannot be deployed alone')
    try {
      picked(ALL, [name])
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'STACK_UNKNOWN', fix: `If ${name} is nested in site-web, name site-web.` })
    }
  })

  it('is nothing that nobody made', () => {
    expect(() => picked(ALL, ['gone'])).toThrow('Unknown stacks: gone. There are: site, site-data, site-web, other.')
  })
})
