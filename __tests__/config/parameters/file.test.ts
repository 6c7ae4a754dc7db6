import { describe, expect, it } from '@jest/globals'
import type { Values } from '../../../src/config/config.ts'
import { type FileParameters, parametersIn } from '../../../src/config/parameters/file.ts'
import { Failure } from '../../../src/foundation/failure.ts'
import { values } from '../source.ts'

const read = (text: string, path = 'p.yaml', more: Partial<Values> = {}): Promise<FileParameters> =>
  parametersIn({ path, text }, { ...values, ...more })

async function failure(...given: Parameters<typeof read>): Promise<Failure> {
  const thrown = await read(...given).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (thrown instanceof Failure) return thrown
  throw new Error(`not refused as it should be: ${thrown}`)
}

/** `line:column message` of every mistake. */
const mistakes = async (...given: Parameters<typeof read>): Promise<readonly string[]> =>
  [...(await failure(...given)).message.matchAll(/^\S+?:(\d+:\d+): (.+)$/gm)].map(([, place, message]) => `${place} ${message}`)

const plain = (parameters: Readonly<Record<string, string>>): FileParameters => ({
  parameters,
  previous: [],
  secretParameters: [],
  secrets: [],
})

describe('a flat file', () => {
  it.each([
    ['p.yaml', 'A: text\nB: 0080\nC: 1.10\nD: True\nE: [a, 1.0]\nF: ""\n'],
    ['p.json', '{\n\t"A": "text",\n\t"B": "0080", "C": 1.10, "D": "True", "E": ["a", 1.0], "F": ""\n}\n'],
  ])('keeps values of %s as they are typed', async (path, text) => {
    expect(await read(text, path)).toEqual(plain({ A: 'text', B: '0080', C: '1.10', D: 'True', E: 'a,1.0', F: '' }))
  })

  it('names values as the configuration does, and says which are secret', async () => {
    const text = 'A: ${environment}-${run.sha}\nB: x${secrets.PASSWORD}\nC: [a, "${secrets.PASSWORD}"]\nD: $${run.sha}\n'
    expect(await read(text, 'p.yaml', { environment: 'staging' })).toEqual({
      parameters: { A: 'staging-c0ffee', B: 'xhunter2', C: 'a,hunter2', D: '${run.sha}' },
      previous: [],
      secretParameters: ['B', 'C'],
      secrets: ['hunter2'],
    })
  })

  it('never expands twice', async () => {
    const env = { EVIL: '${secrets.PASSWORD}', PASSWORD: 'hunter2' }
    expect(await read('A: ${env.EVIL}', 'p.yaml', { env })).toEqual(plain({ A: '${secrets.PASSWORD}' }))
  })

  it('can be empty on purpose', async () => {
    expect(await read('{}')).toEqual(plain({}))
  })

  it('is read without its byte order mark, and with any line ends', async () => {
    expect(await read('\ufeffA: a\r\nB: b\r\n')).toEqual(plain({ A: 'a', B: 'b' }))
    expect(await mistakes('\ufeffA:\r\n')).toEqual([
      '1:1 there is no value; expected a text, a number, true, false or a list of those',
    ])
  })

  it('keeps hostile keys as ordinary ones', async () => {
    const { parameters } = await read('{ "constructor": "c", "toString": "t" }', 'p.json')
    expect(Object.entries(parameters)).toEqual([
      ['constructor', 'c'],
      ['toString', 't'],
    ])
    expect(await mistakes('{ "__proto__": "x" }', 'p.json')).toEqual([
      '1:3 “__proto__” is not a name that fits; expected letters and digits, as the template declares it',
    ])
  })

  it.each([
    ['', '1:1 there are no parameters; expected keys with values, or a list'],
    ['# nothing\n', '1:1 there are no parameters; expected keys with values, or a list'],
    ['text', '1:1 there are no parameters; expected keys with values, or a list'],
    ['A: { B: c }\n', '1:1 a map does not fit; expected a text, a number, true, false or a list of those'],
    ['A: a\nA: b\n', '2:1 the key “A” stands here twice'],
    ['a_b: 1\n', '1:1 “a_b” is not a name that fits; expected letters and digits, as the template declares it'],
    ['{ "A": "a" "B": "b" }', '1:8 behind this a comma or a closing bracket is missing'],
    ['Parameters: [a]\nB: { c: d }', '2:1 a map does not fit; expected a text, a number, true, false or a list of those'],
  ])('refuses %j', async (text, expected) => {
    expect((await failure(text)).code).toBe('PARAMETERS_INVALID')
    expect(await mistakes(text)).toEqual([expected])
  })

  it('says everything that is wrong, with its place', async () => {
    expect((await failure('A: ${env.NOPE}\nb-c: 1\n', 'parameters/a.yaml')).message).toBe(
      [
        'parameters/a.yaml has 2 mistakes:',
        '',
        'parameters/a.yaml:1:4: the environment variable NOPE is not set in the `env` of this step',
        '  1 | A: ${env.NOPE}',
        '    |    ^^^^^^^^^^^',
        '',
        'parameters/a.yaml:2:1: “b-c” is not a name that fits; expected letters and digits, as the template declares it',
        '  2 | b-c: 1',
        '    | ^^^',
      ].join('\n'),
    )
  })

  it.each([
    ['A: ${env.NOPE}', '1:4 the environment variable NOPE is not set in the `env` of this step'],
    [
      'A: ${outputs.Url}',
      '1:4 `${outputs.Url}` is known only after deployment, so it can stand in parameters of stacks and in the options of checks and hooks only',
    ],
    ['A: ${secrets.EMPTY}', '1:4 the secret EMPTY is empty'],
  ])('tells of %s that the value is not known', async (text, expected) => {
    expect((await failure(text)).code).toBe(text.includes('secrets') ? 'SECRET_MISSING' : 'VALUE_UNKNOWN')
    expect(await mistakes(text)).toEqual([expected])
  })
})

describe("CodePipeline's file", () => {
  it('gives its parameters as they are, and nothing else', async () => {
    const text = '{ "Parameters": { "A": "${run.sha}", "B": 1.0 }, "Tags": { "t": "u" }, "StackPolicy": { "Statement": [] } }'
    expect(await read(text, 'p.json')).toEqual(plain({ A: '${run.sha}', B: '1.0' }))
  })

  it('cannot take values out of artifacts', async () => {
    expect(await mistakes('{ "Parameters": {\n  "A": { "Fn::GetParam": ["a", "b", "c"] } } }', 'p.json')).toEqual([
      '2:3 a map does not fit; expected a text, a number, true, false or a list of those',
    ])
  })
})

describe('the list of the AWS CLI', () => {
  it('gives values as they are, and leaves others to the stack', async () => {
    const text = `[
      { "ParameterKey": "A", "ParameterValue": "\${secrets.PASSWORD}", "UsePreviousValue": false },
      { "ParameterKey": "B", "UsePreviousValue": true },
      { "ParameterKey": "C", "ParameterValue": "a,b", "ResolvedValue": "c" }
    ]`
    expect(await read(text, 'p.json')).toEqual({ ...plain({ A: '${secrets.PASSWORD}', C: 'a,b' }), previous: ['B'] })
    expect(await read('- ParameterKey: A\n  ParameterValue: 0080\n')).toEqual(plain({ A: '0080' }))
    expect(await read('[]', 'p.json')).toEqual(plain({}))
  })

  it.each([
    ['["A=b"]', '1:2 expected `ParameterKey` with the name of a parameter'],
    ['[{ "ParameterValue": "b" }]', '1:2 expected `ParameterKey` with the name of a parameter'],
    ['[{ "ParameterKey": "A" }]', '1:2 expected `ParameterValue`, or `UsePreviousValue: true`'],
    [
      '[{ "ParameterKey": "A", "UsePreviousValue": true, "ParameterValue": "b" }]',
      '1:69 `UsePreviousValue` keeps the value of the stack, so none can be given',
    ],
    ['[{ "ParameterKey": "A", "ParameterValue": "b", "UsePreviousValue": "yes" }]', '1:68 `UsePreviousValue` is true or false'],
    [
      '[{ "ParameterKey": "A", "parameterValue": "b", "ParameterValue": "b" }]',
      '1:25 unknown key “parameterValue”; expected ParameterKey, ParameterValue, UsePreviousValue, ResolvedValue. Did you mean “ParameterValue”?',
    ],
    [
      '[{ "ParameterKey": "A", "ParameterValue": "b" },\n { "ParameterKey": "A", "ParameterValue": "c" }]',
      '2:20 the parameter “A” stands here twice',
    ],
    [
      '[{ "ParameterKey": "A", "UsePreviousValue": true },\n { "ParameterKey": "A", "ParameterValue": "c" }]',
      '2:20 the parameter “A” stands here twice',
    ],
    [
      '[{ "ParameterKey": "A.B", "ParameterValue": "b" }]',
      '1:20 “A.B” is not a name that fits; expected letters and digits, as the template declares it',
    ],
  ])('refuses %s', async (text, expected) => {
    expect(await mistakes(text, 'p.json')).toEqual([expected])
  })
})

it('refuses more bytes than are ever needed', async () => {
  const large = `A: "${'x'.repeat(1_000_000)}"`
  expect(await mistakes(large)).toEqual(['1:1 the file has 1000005 bytes; at most 1000000 are read'])
  expect(await mistakes(large, 'p.toml')).toEqual(['1:1 the file has 1000005 bytes; at most 1000000 are read'])
})
