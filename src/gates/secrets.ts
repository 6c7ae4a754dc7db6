import { duration } from '../foundation/duration.ts'
import { blocked, defineGate, passed, unknown } from './gate.ts'
import { named } from './names.ts'
import { askingIn, namedBy } from './secret-asking.ts'
import { wrongWith } from './secret-rules.ts'

const TEST = 'the gate secrets'

/** Secrets that the system needs. */
export const secrets = defineGate({
  kind: 'secrets',
  doc: 'The secrets and parameters that the system needs are there, with a current version, and neither to be deleted nor those of another environment, too old or left at a placeholder, as configured.',
  shorthand: 'exist',
  example: '- secrets: { exist: [shop/production/db, "ssm:/shop/production/key"], not-shared-with: staging, max-age: 90d }',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['exist'],
    properties: {
      exist: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        expects: 'a list of names',
        description: 'Names or ARNs of secrets, and names of parameters with `ssm:` before them.',
      },
      region: { type: 'string', minLength: 1, description: 'Where they are. Left out: the region of the stacks.' },
      'not-shared-with': {
        type: 'string',
        minLength: 1,
        description:
          'Another environment, whose name may not stand in theirs, and whose secret, found by its name in place of that of this environment, may not be the same.',
      },
      'max-age': { ...duration, description: 'How old a value may be.' },
      rotation: { type: 'boolean', default: false, description: 'Whether rotation must be on.' },
      placeholders: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        default: [],
        expects: 'a list of texts',
        description: 'Values that mean that nobody set it yet. Only for this a value is read; it is never shown.',
      },
      'changed-since-creation': {
        type: 'boolean',
        default: false,
        description: 'Whether the value must be another than the one that it was made with.',
      },
    },
  },
  needs: {
    aws: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:ListSecretVersionIds',
      'secretsmanager:GetSecretValue',
      'ssm:DescribeParameters',
      'ssm:GetParameter',
    ],
  },
  falsePasses: [
    { what: 'it is there, and to be deleted', test: `${TEST} blocks what is to be deleted` },
    { what: 'it is there, and never got a value', test: `${TEST} blocks what has no current version` },
    { what: 'the secret of staging in production, or a replica of it', test: `${TEST} blocks what is shared` },
    { what: 'a new tag makes an old value young', test: `${TEST} takes the age of the value, not of the last change` },
    { what: 'a value was never set, or only in one of its keys', test: `${TEST} blocks placeholders, and never shows a value` },
    { what: 'a parameter cannot rotate', test: `${TEST} blocks what does not rotate` },
    { what: 'nobody may look', test: `${TEST} is unknown where it may not look` },
  ],
  calls: 2,
  by: 'there',
  volatile: true,
  async judge({ exist, region: given, ...rules }, context) {
    const regions = [...new Set(given === undefined ? context.stacks.map((stack) => stack.region) : [given])]
    const [region] = regions
    if (region === undefined || regions.length > 1)
      return unknown('which region the secrets are in is not known', { fix: 'Name it in `region`.' })
    const asking = askingIn(region, context)
    const found = await Promise.all(exist.map((written) => wrongWith(namedBy(written), rules, asking, context)))
    const wrong = found.flat()
    if (wrong.length === 0) return passed(`${exist.length} as wanted: ${named(exist)}`)
    const reason = named(wrong.map(({ what }) => what))
    return wrong.some(({ known }) => known)
      ? blocked(reason, { fix: 'Make them, or set a value of their own, in Secrets Manager or the parameter store.' })
      : unknown(reason, { fix: 'Name secrets by their environment, and allow the role to look at them.' })
  },
})
