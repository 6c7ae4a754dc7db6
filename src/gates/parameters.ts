import { blocked, defineGate, unknown as notKnown, passed } from './gate.ts'
import { line, named } from './names.ts'
import { undeclared, type Wrong } from './parameter-rules.ts'
import { againstTemplate, type Known, knownOf } from './parameter-stacks.ts'

const TEST = 'the gate parameters'
const values = { type: 'object', additionalProperties: { type: 'string', expects: 'a text; put numbers in quotes' } } as const

/** The parameters that stacks will be given. */
export const parameters = defineGate({
  kind: 'parameters',
  doc: 'The parameters of each stack fit what its template declares, and rules of your own: values that must or must not be, and values that need others.',
  example: `- parameters:
    equal: { Network: mainnet }
    not-equal: { LogLevel: debug }
    require: [{ when: DomainName, needs: HostedZoneId }]`,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      equal: { ...values, default: {}, description: 'Values by the name of the parameter, in every stack that has it.' },
      'not-equal': { ...values, default: {}, description: 'Values that it must not have.' },
      require: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['when', 'needs'],
          properties: {
            when: { type: 'string', minLength: 1, description: 'A parameter that may be empty.' },
            needs: {
              type: 'string',
              minLength: 1,
              description: 'The parameter of the same stack that needs a value where that has one.',
            },
          },
        },
        default: [],
        expects: 'a list of `when` and `needs`',
        description: 'Parameters that need others.',
      },
      unknown: {
        enum: ['block', 'allow'],
        default: 'block',
        description: 'What becomes of a parameter that the template does not declare.',
      },
    },
  },
  needs: { aws: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplateSummary'] },
  falsePasses: [
    {
      what: 'the name in a rule is written wrongly, so it holds everywhere',
      test: `${TEST} is unknown where no template has what a rule names`,
    },
    { what: 'the default counts as no value', test: `${TEST} judges defaults as values` },
    { what: 'a part of the value fits the pattern', test: `${TEST} wants the whole value to fit its pattern` },
    { what: 'the template is not known', test: `${TEST} is unknown without template or parameters` },
    { what: 'the report shows a secret', test: `${TEST} never shows a secret value` },
  ],
  calls: 2,
  by: 'build',
  volatile: false,
  async judge({ equal, 'not-equal': notEqual, require, unknown }, context) {
    const found = await Promise.all(context.stacks.map((stack) => knownOf(context, stack)))
    const known = found.flatMap((each) => ('what' in each ? [] : [each]))
    const dark = found.flatMap((each) => ('what' in each ? [each] : []))
    const against = await Promise.all(known.map((each) => againstTemplate(each, unknown)))
    const names = [...Object.keys(equal), ...Object.keys(notEqual), ...require.flatMap(({ when, needs }) => [when, needs])]
    const all = [
      ...against.flat(),
      ...known.flatMap((each) => [...valuesWrong(each, equal, notEqual), ...pairsWrong(each, require)]),
      ...dark,
      ...undeclared([...new Set(names)], new Set(known.flatMap(({ declared }) => declared.map(({ name }) => name)))),
    ]
    const bad = all.filter((each) => each.known)
    const fix = 'Correct the parameters of the stack, or the rule.'
    if (bad.length > 0) return blocked(named(bad.map(({ what }) => what)), { fix })
    if (all.length > 0) return notKnown(named(all.map(({ what }) => what)), { fix })
    if (known.length === 0) return notKnown('no stack is known', { fix })
    return passed(`the parameters of ${named(known.map(({ stack }) => stack))} are as wanted`)
  },
})

type Values = Readonly<Record<string, string>>

function valuesWrong(known: Known, equal: Values, notEqual: Values): readonly Wrong[] {
  const of = (rules: Values) => Object.entries(rules).filter(([name]) => known.declared.some((each) => each.name === name))
  const shown = (name: string) => (known.isSecret(name) ? 'has another value' : `is “${line(known.value(name) ?? '')}”`)
  const other = of(equal).filter(([name, value]) => known.value(name) !== value)
  const same = of(notEqual).filter(([name, value]) => known.value(name) === value)
  return [
    ...other.map(([name]) => ({ what: `${known.stack}: ${name} ${shown(name)}, not what it must be`, known: true })),
    ...same.map(([name]) => ({ what: `${known.stack}: ${name} has a value that it must not have`, known: true })),
  ]
}

const pairsWrong = (known: Known, pairs: readonly { readonly when: string; readonly needs: string }[]): readonly Wrong[] =>
  pairs
    .filter(({ when, needs }) => (known.value(when) ?? '') !== '' && (known.value(needs) ?? '') === '')
    .map(({ when, needs }) => ({ what: `${known.stack}: ${when} has a value, and ${needs} has none`, known: true }))
