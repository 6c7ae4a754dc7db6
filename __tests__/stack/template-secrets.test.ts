import { describe, expect, it } from '@jest/globals'
import { placed } from '../../src/stack/template-secrets.ts'

const where = (body: string) => placed(body, [{ at: body.indexOf('HERE'), kind: 'k' }]).map(({ name, line }) => `${name}:${line}`)

describe('the place of a secret', () => {
  it.each([
    ['a resource', 'Resources:\n  A: { Type: X }\n  B:\n    Type: Y\n    Properties: { Z: HERE }\n', 'B:5'],
    ['a parameter', 'Parameters:\n  P: { Type: String, Default: HERE }\nResources: {}\n', 'P:2'],
    ['an output', 'Resources: {}\nOutputs:\n  O: { Value: HERE }\n', 'O:3'],
    ['JSON', '{\n "Resources": {\n  "A": { "Type": "X" },\n  "B": { "Type": "HERE" } } }', 'B:4'],
    ['what has no names', 'Metadata:\n  AWS::X::Y: HERE\nResources: {}\n', 'Metadata:2'],
    ['a comment of a resource', 'Resources:\n  A: # HERE\n    Type: X\n', 'A:2'],
    ['no template', 'HERE', 'Template:1'],
  ])('is told in %s', (_what, body, expected) => expect(where(body)).toEqual([expected]))

  it('is told by its path in a nested stack', () => {
    expect(placed('Resources: { A: HERE }', [{ at: 16, kind: 'k' }], ['Outer', 'Inner'])).toMatchObject([
      { name: 'Outer/Inner/A' },
    ])
  })
})
