import { describe, expect, it } from '@jest/globals'
import type { Change } from '../../src/domain/stack.ts'
import { shownChanges } from '../../src/stack/shown.ts'

const shown = (name: string, value: string, redact = (text: string) => text) => {
  const change: Change = {
    action: 'Modify',
    logicalId: 'One',
    type: 'A::B::C',
    properties: [{ name, before: value, after: value }],
  }
  return shownChanges([change], redact)[0]?.properties[0]?.after
}

describe('values of properties', () => {
  it.each([
    ['Timeout', '30', '30'],
    ['Environment/Variables/MODE', 'fast', '***'],
    ['Environment/Variables/MODE', '{"a":1}', '***'],
    ['Environment', '{"Variables":{"Name":"a","Value":"b","C":3}}', '{"Variables":{"Name":"***","Value":"***","C":"***"}}'],
    ['Environment', 'not to be read', '***'],
    ['MasterUserPassword', 'rosebud', '***'],
    ['Config/api_key/0', 'rosebud', '***'],
    ['Config', '{"clientSecret":"rosebud","mode":"fast"}', '{"clientSecret":"***","mode":"fast"}'],
    [
      'ContainerDefinitions',
      '[{"Image":"web:1","Environment":[{"Name":"MODE","Value":"fast"}]}]',
      '[{"Image":"web:1","Environment":[{"Name":"MODE","Value":"***"}]}]',
    ],
    [
      'Environment',
      '{"Image":"x","EnvironmentVariables":[{"Name":"MODE","Type":"PLAINTEXT","Value":"fast"}]}',
      '{"Image":"***","EnvironmentVariables":[{"Name":"MODE","Type":"PLAINTEXT","Value":"***"}]}',
    ],
    ['SourceConfiguration/RuntimeEnvironmentVariables/0/Value', 'fast', '***'],
    [
      'OptionSettings',
      '[{"Namespace":"aws:elasticbeanstalk:application:environment","OptionName":"MODE","Value":"fast"},{"Namespace":"aws:x","Value":"1"}]',
      '[{"Namespace":"aws:elasticbeanstalk:application:environment","OptionName":"MODE","Value":"***"},{"Namespace":"aws:x","Value":"1"}]',
    ],
    ['Description', '{not json', '{not json'],
  ])('of %s: %s is shown as %s', (name, value, wanted) => {
    expect(shown(name, value)).toBe(wanted)
  })

  it('are cut where they are long, after known secrets were taken out of them', () => {
    const secret = 'rosebud-rosebud-rosebud'
    const text = shown('Description', `${'.'.repeat(190)}${secret}${'.'.repeat(90)}`, (value) => value.replaceAll(secret, '***'))
    expect(text?.length).toBeLessThan(230)
    expect(text).not.toContain('rose')
  })

  it('that are not known stay away', () => {
    const change: Change = { action: 'Modify', logicalId: 'One', type: 'A::B::C', properties: [{ name: 'Tags' }] }
    expect(shownChanges([change], (text) => text)).toEqual([change])
  })
})
