import { describe, expect, it } from '@jest/globals'
import { parametersIn } from '../../../src/config/parameters/file.ts'
import { Failure } from '../../../src/foundation/failure.ts'
import { values } from '../source.ts'

const read = async (text: string, environment?: string, path = 'backend/samconfig.toml') =>
  (await parametersIn({ path, text }, { ...values, ...(environment === undefined ? {} : { environment }) })).parameters

const mistakes = async (...given: Parameters<typeof read>): Promise<readonly string[]> => {
  const thrown = await read(...given).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(thrown instanceof Failure) || thrown.code !== 'PARAMETERS_INVALID') throw new Error(`not refused: ${thrown}`)
  return [...thrown.message.matchAll(/^\S+?:(\d+:\d+): (.+)$/gm)].map(([, place, message]) => `${place} ${message}`)
}

const file = (overrides: string) => `version = 0.1

[default.deploy.parameters]
stack_name = "demo"
parameter_overrides = ${overrides}
`

const both = `version = 0.1
[default.global.parameters]
parameter_overrides = "Size=global"
[default.deploy.parameters]
parameter_overrides = "Size=\\"small one\\" Port=80"
[production.global.parameters]
parameter_overrides = "Size=large"
[production.deploy.parameters]
stack_name = "demo"
[staging.deploy.parameters]
stack_name = "demo"
`

describe('parameter_overrides', () => {
  it.each([
    ['"A=a B=\\"b c\\" C=\'d e\'"', { A: 'a', B: 'b c', C: 'd e' }],
    ['"A=a\\\\ b B=\\"say \\\\\\"hi\\\\\\"\\""', { A: 'a b', B: 'say "hi"' }],
    ['"""\n  A=a\n  B=b=c\n"""', { A: 'a', B: 'b=c' }],
    ['"ParameterKey=A,ParameterValue=a,b ParameterKey=B,ParameterValue=\\"c d\\""', { A: 'a,b', B: 'c d' }],
    ['["A=a", "B=\\"b c\\""]', { A: 'a', B: 'b c' }],
    ['{ A = "a", B = ["b", "c"], C = 80, D = true, E = "1.10" }', { A: 'a', B: 'b,c', C: '80', D: 'true', E: '1.10' }],
    ['"A=${secrets.PASSWORD} B=O\'Brien C="', { A: '${secrets.PASSWORD}', B: "O'Brien", C: '' }],
    ['""', {}],
  ])('%s', async (overrides, expected) => {
    expect(await read(file(overrides))).toEqual(expected)
  })

  it('can be a table', async () => {
    expect(await read('[default.deploy.parameters.parameter_overrides]\nA = "a"\nB = 9007199254740993\n')).toEqual({
      A: 'a',
      B: '9007199254740993',
    })
  })

  it.each([
    ['"A=a loose B=b"', '5:1 “loose” is no parameter; expected Key=Value, or Key="Value" around a text with spaces'],
    ['"A=\\"a b"', '5:1 “A="a” is no parameter; expected Key=Value, or Key="Value" around a text with spaces'],
    ['"A=a\\"b\\""', '5:1 “A=a"b"” is no parameter; expected Key=Value, or Key="Value" around a text with spaces'],
    ['"A=a A=b"', '5:1 the parameter “A” stands here twice'],
    ['"A_B=a"', '5:1 “A_B” is not a name that fits; expected letters and digits, as the template declares it'],
    ['"file://parameters.json"', '5:1 “file://parameters.json” is no parameter; expected Key=Value'],
    ['[["A=a"]]', '5:1 expected a text such as Key=Value, a list of such texts, or a map'],
    ['5.0', '5:1 expected a text such as Key=Value, a list of such texts, or a map'],
    ['{ A = 1.10 }', '5:1 TOML loses the text of a number with a point and of a date: put it in quotes'],
    ['{ A = 2026-01-01 }', '5:1 TOML loses the text of a number with a point and of a date: put it in quotes'],
    ['{ A = { B = "c" } }', '5:1 a map does not fit; expected a text, a number, true, false or a list of those'],
  ])('refuses %s', async (overrides, expected) => {
    expect((await mistakes(file(overrides)))[0]).toContain(expected)
  })

  it('reads a hundred thousand characters at once', async () => {
    const begin = performance.now()
    expect(await mistakes(file(`'''${'"\\'.repeat(50_000)}'''`))).toHaveLength(1)
    // Some milliseconds; anything quadratic takes much longer.
    expect(performance.now() - begin).toBeLessThan(5000)
  })
})

describe('the environment', () => {
  it('is `default` where none was chosen, and the command is nearer than all commands', async () => {
    expect(await read(both)).toEqual({ Size: 'small one', Port: '80' })
  })

  it('is the one that was chosen', async () => {
    expect(await read(both, 'production')).toEqual({ Size: 'large' })
  })

  it('is `default` where the file has no other', async () => {
    expect(await read(file('"A=a"'), 'production')).toEqual({ A: 'a' })
  })

  it('must be in a file that knows any, and have parameters', async () => {
    expect(await mistakes(both, 'prodution')).toEqual([
      '1:1 there is no table “prodution”; expected default, production, staging. Did you mean “production”?',
    ])
    expect(await mistakes(both, 'staging')).toEqual(['10:1 “staging” has no `parameter_overrides` under `deploy.parameters`'])
    expect(await mistakes('version = 0.1\n')).toEqual(['1:1 there is no table “default”; expected [default.deploy.parameters]'])
  })
})

describe('the file', () => {
  it.each([
    ['a = "b\n', '1:7 this is not TOML: '],
    ['a = 1\r\nb = = 2\r\n', '2:5 this is not TOML: '],
    ['a = 1\na = 2\n', '2:1 this is not TOML: '],
    [`a = ${'['.repeat(200)}${']'.repeat(200)}\n`, '1:'],
  ])('is refused where it is not TOML: %j', async (text, expected) => {
    const [first, ...others] = await mistakes(text)
    expect(first?.startsWith(expected)).toBe(true)
    expect(others).toEqual([])
  })

  it('can be YAML, and then keeps the text of numbers', async () => {
    const yaml = (overrides: string) =>
      `version: 0.1\ndefault:\n  deploy:\n    parameters:\n      parameter_overrides:${overrides}\n`
    const sam = (overrides: string) => read(yaml(overrides), undefined, 'samconfig.yaml')
    expect(await sam(' A=a B="b c"')).toEqual({ A: 'a', B: 'b c' })
    expect(await sam('\n        - A=a\n        - B="b c"')).toEqual({ A: 'a', B: 'b c' })
    expect(await sam(' { A: 1.10, B: ["${run.sha}"] }')).toEqual({ A: '1.10', B: '${run.sha}' })
    expect(await mistakes(yaml(' loose'), undefined, 'samconfig.yml')).toEqual([
      '5:28 “loose” is no parameter; expected Key=Value, or Key="Value" around a text with spaces',
    ])
  })

  it('keeps hostile keys as ordinary ones', async () => {
    expect(await mistakes(file('{ __proto__ = "a" }'))).toEqual([
      '5:1 “__proto__” is not a name that fits; expected letters and digits, as the template declares it',
    ])
    expect(await mistakes('[__proto__.deploy.parameters]\nparameter_overrides = "A=a"\n', 'constructor')).toEqual([
      '1:1 there is no table “constructor”; expected __proto__',
    ])
  })
})
