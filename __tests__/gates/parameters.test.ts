import { describe, expect, it } from '@jest/globals'
import type { GatedStack } from '../../src/gates/gate.ts'
import { parameters } from '../../src/gates/parameters.ts'
import type { Core } from '../../src/stack/core.ts'
import { contextOf, judged } from './context.ts'

const RESOURCES = { Queue: { Type: 'AWS::SQS::Queue' } }
const template = (Parameters: object) => JSON.stringify({ Parameters, Resources: RESOURCES })

/** CloudFormation tells what the template declares. */
const core = {
  clock: { now: () => new Date(0), random: () => 0, sleep: async () => undefined },
  signal: new AbortController().signal,
  say: () => undefined,
  cloudformation: {
    describe: async (name: string) =>
      name === 'kept' ? { name, id: 'id', parameters: { Name: 'old', Secret: '****' }, status: 'CREATE_COMPLETE' } : undefined,
    templateSummary: async ({ body }: { readonly body: string }) => {
      const found = Object.entries((JSON.parse(body) as { Parameters: Record<string, Record<string, unknown>> }).Parameters)
      const parameters = found.map(([name, rules]) => ({
        ...{ name, type: String(rules['Type']), hasDefault: rules['Default'] !== undefined, noEcho: rules['NoEcho'] === true },
      }))
      return { parameters, capabilities: [], transforms: [] }
    },
  },
} as unknown as Core

const judge = (
  declared: object,
  given: Record<string, string>,
  options: Readonly<Record<string, unknown>> = {},
  more: Partial<GatedStack> = {},
) => {
  const stack = { name: 'shop', region: 'us-east-1', template: template(declared), parameters: given, ...more }
  return judged(parameters, options, contextOf({ stacks: [stack], core: () => core }))
}
const phaseOf = async (...given: Parameters<typeof judge>) => (await judge(...given)).phase

describe('the gate parameters', () => {
  it('passes what fits', async () => {
    expect(await judge({ Name: { Type: 'String' } }, { Name: 'a' })).toMatchObject({
      phase: 'successful',
      reason: 'the parameters of shop are as wanted',
    })
  })

  it('blocks what has no value, and what nobody declares', async () => {
    expect(await judge({ Name: { Type: 'String' } }, { Nmae: 'a' })).toMatchObject({
      phase: 'failed',
      reason: 'shop declares no parameter Nmae, shop has no value for Name',
    })
    expect(await phaseOf({}, { Name: 'a' }, { unknown: 'allow' })).toBe('successful')
    expect(await phaseOf({}, { constructor: 'a' })).toBe('failed')
    expect(await phaseOf({ constructor: { Type: 'String' } }, {})).toBe('failed')
  })

  it('does not try what could take for ever', async () => {
    const hostile = { Name: { Type: 'String', AllowedPattern: '(a+)+' } }
    expect(await phaseOf(hostile, { Name: `${'a'.repeat(40)}!` })).toBe('inconclusive')
    expect(await phaseOf(hostile, { Name: 'aaa' })).toBe('successful')
  })

  it('takes what the stack has, and what comes later', async () => {
    const declared = { Name: { Type: 'String' }, Secret: { Type: 'String', NoEcho: true } }
    expect(await phaseOf(declared, {}, {}, { name: 'kept' })).toBe('successful')
    expect(await phaseOf(declared, {}, { equal: { Name: 'new' } }, { name: 'kept' })).toBe('failed')
    expect(await phaseOf(declared, {}, { equal: { Name: 'old' } }, { name: 'kept' })).toBe('successful')
    expect(await phaseOf(declared, { Name: 'a' }, {}, { laterParameters: ['Secret'] })).toBe('successful')
    expect(await phaseOf(declared, { Name: 'a' })).toBe('failed')
  })

  it.each([
    ['AllowedValues', { Type: 'String', AllowedValues: ['a', 'b'] }, 'a', 'c'],
    ['AllowedValues of numbers', { Type: 'Number', AllowedValues: [1, 2] }, '2', '3'],
    ['AllowedValues of each', { Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'a, b', 'a,c'],
    ['MinLength', { Type: 'String', MinLength: 2 }, 'aa', 'a'],
    ['MaxLength', { Type: 'String', MaxLength: '2' }, 'aa', 'aaa'],
    ['MinValue', { Type: 'Number', MinValue: 2 }, '2', '1'],
    ['MaxValue', { Type: 'Number', MaxValue: 2 }, '2', '2.5'],
    ['Number', { Type: 'Number' }, '2', 'two'],
    ['Number, empty', { Type: 'Number' }, '0', ''],
    ['List<Number>', { Type: 'List<Number>' }, '1,2', '1,b'],
  ])('judges by %s', async (_what, rules, good, bad) => {
    expect(await phaseOf({ P: rules }, { P: good })).toBe('successful')
    expect(await phaseOf({ P: rules }, { P: bad })).toBe('failed')
  })

  it('wants the whole value to fit its pattern', async () => {
    const rules = { P: { Type: 'String', AllowedPattern: '[a-z]+|[0-9]+' } }
    expect(await phaseOf(rules, { P: '12' })).toBe('successful')
    expect(await phaseOf(rules, { P: 'a2' })).toBe('failed')
    expect(await phaseOf(rules, { P: 'a\n2' })).toBe('failed')
  })

  it('takes signs behind a backslash as Java does', async () => {
    const rules = { P: { Type: 'String', AllowedPattern: '^\\\\[a-z\\_\\-]+\\@\\.\\/$' } }
    expect(await phaseOf(rules, { P: '\\a_-@./' })).toBe('successful')
    expect(await phaseOf(rules, { P: '\\a_-@x/' })).toBe('failed')
  })

  it('is unknown where the pattern is none here', async () => {
    expect(await phaseOf({ P: { Type: 'String', AllowedPattern: '\\p{Alpha}(?>a)++' } }, { P: 'a' })).toBe('inconclusive')
  })

  it('leaves what Systems Manager looks up to CloudFormation', async () => {
    const rules = { Type: 'AWS::SSM::Parameter::Value<String>', AllowedPattern: '[a-z]+' }
    expect(await phaseOf({ P: rules }, { P: '/a/1' })).toBe('successful')
  })

  it('judges by rules of the configuration', async () => {
    const declared = { Network: { Type: 'String' } }
    expect(await phaseOf(declared, { Network: 'mainnet' }, { equal: { Network: 'mainnet' } })).toBe('successful')
    expect(await judge(declared, { Network: 'testnet' }, { equal: { Network: 'mainnet' } })).toMatchObject({
      phase: 'failed',
      reason: 'shop: Network is “testnet”, not what it must be',
    })
    expect(await phaseOf(declared, { Network: 'testnet' }, { 'not-equal': { Network: 'testnet' } })).toBe('failed')
    expect(await phaseOf(declared, { Network: 'mainnet' }, { 'not-equal': { Network: 'testnet' } })).toBe('successful')
  })

  it('wants values that others need', async () => {
    const declared = { Domain: { Type: 'String', Default: '' }, Zone: { Type: 'String', Default: '' } }
    const options = { require: [{ when: 'Domain', needs: 'Zone' }] }
    expect(await phaseOf(declared, {}, options)).toBe('successful')
    expect(await phaseOf(declared, { Domain: 'a.org' }, options)).toBe('failed')
    expect(await phaseOf(declared, { Domain: 'a.org', Zone: 'Z1' }, options)).toBe('successful')
  })

  it('judges defaults as values', async () => {
    const declared = { Network: { Type: 'String', Default: 'testnet' } }
    expect(await phaseOf(declared, {}, { equal: { Network: 'mainnet' } })).toBe('failed')
    expect(await phaseOf(declared, {}, { 'not-equal': { Network: 'testnet' } })).toBe('failed')
  })

  it('is unknown where no template has what a rule names', async () => {
    expect(await phaseOf({}, {}, { equal: { Netwrok: 'mainnet' } })).toBe('inconclusive')
    expect(await phaseOf({}, {}, { 'not-equal': { Netwrok: 'testnet' } })).toBe('inconclusive')
    expect(await phaseOf({ A: { Type: 'String', Default: '' } }, {}, { require: [{ when: 'A', needs: 'B' }] })).toBe(
      'inconclusive',
    )
  })

  it('is unknown without template or parameters', async () => {
    const bare = { name: 'shop', region: 'us-east-1' }
    const phase = async (stacks: readonly GatedStack[]) =>
      (await judged(parameters, {}, contextOf({ stacks, core: () => core }))).phase
    expect(await phase([bare])).toBe('inconclusive')
    expect(await phase([{ ...bare, template: template({}) }])).toBe('inconclusive')
    expect(await phase([{ ...bare, parameters: {} }])).toBe('inconclusive')
    expect(await phase([])).toBe('inconclusive')
  })

  it('never shows a secret value', async () => {
    const hidden = { P: { Type: 'String', NoEcho: true, AllowedPattern: '[0-9]+', MaxLength: 2, AllowedValues: ['12'] } }
    const byTemplate = await judge(hidden, { P: 'rosebud' }, { equal: { P: '12' } })
    const byName = await judge({ P: { Type: 'String' } }, { P: 'rosebud' }, { equal: { P: '12' } }, { secretParameters: ['P'] })
    for (const judgement of [byTemplate, byName]) {
      expect(judgement.phase).toBe('failed')
      expect(JSON.stringify(judgement)).not.toContain('rosebud')
    }
  })

  it('reads a large template by its text alone', async () => {
    const large = { P: { Type: 'String', Description: 'x'.repeat(60_000), AllowedValues: ['a'] } }
    const stack = { name: 'shop', region: 'us-east-1', template: template(large), parameters: { P: 'b' } }
    expect((await judged(parameters, {}, contextOf({ stacks: [stack] }))).phase).toBe('failed')
  })
})
