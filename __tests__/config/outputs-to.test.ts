import { describe, expect, it } from '@jest/globals'
import { config, mistakes, smallest } from './source.ts'

describe('where outputs are written to', () => {
  it('is a list of kinds with the region of the file, whose values wait for outputs', () => {
    const text = `${smallest}region: eu-west-1
outputs-to:
  - parameter: { name: /a, value: "\${outputs.Url}" }
  - { config: { to: "s3://\${outputs.Bucket}/c.json", keys: { a: b } }, name: web, region: us-east-1 }
`
    expect(config(text).outputsTo).toEqual([
      { kind: 'parameter', options: { name: '/a', value: `\${outputs.Url}`, type: 'String' }, region: 'eu-west-1' },
      { kind: 'config', options: { to: `s3://\${outputs.Bucket}/c.json`, keys: { a: 'b' } }, name: 'web', region: 'us-east-1' },
    ])
  })

  it.each([
    ['[{ config: { to: bucket/key, keys: {} } }]', 'expected s3://bucket/key'],
    ['[{ secret: { id: a } }]', '`keys` is missing'],
    ['[{ file: a }]', 'unknown key “file”; expected secret, parameter, config, name, region'],
    [`[{ parameter: { name: a, value: "\${secrets.A}" } }]`, 'may not stand here'],
    [`[{ parameter: { name: a, value: "\${outputs.nobody.A}" } }]`, 'there is no stack “nobody”'],
  ])('is refused as %s', (list, expected) =>
    expect(mistakes(`${smallest}outputs-to: ${list}\n`)).toEqual([expect.stringContaining(expected)]),
  )
})
