import { severities } from '../domain/finding.ts'
import { duration } from '../foundation/duration.ts'

// The keys of the file as JSON Schema literals. Two words of our own stand in them: `expects` is what a message says was
// expected, and `written` is the form in which a user may write what loading then turns into the form described here.

const region = { type: 'string', pattern: '^[a-z]{2,}(-[a-z]+)+-[0-9]+$', expects: 'a region such as us-east-1' } as const
const account = { type: 'string', pattern: '^[0-9]{12}$', expects: 'twelve digits in quotes, such as "111122223333"' } as const
const onInconclusive = { enum: ['fail', 'warn'] } as const
const scalars = { type: ['string', 'number', 'boolean'] } as const

/** What a stack can have beside its engine. */
export const stackKeys = {
  name: {
    type: 'string',
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    pattern: '^[A-Za-z][A-Za-z0-9-]{0,127}$',
    expects: 'a letter, then letters, digits and hyphens, at most 128 in all',
    description: 'The name of the CloudFormation stack.',
  },
  parameters: {
    type: 'object',
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    propertyNames: { pattern: '^[A-Za-z0-9]{1,255}$', expects: 'letters and digits, as the template declares it' },
    additionalProperties: {
      type: 'string',
      expects: 'a text, a number, true, false or a list of those',
      written: { type: ['string', 'number', 'boolean', 'array'], items: scalars },
    },
    default: {},
    description:
      'Values for the parameters of the template, as they are typed here; a list is joined with commas. What is not named keeps its value.',
  },
  tags: {
    type: 'object',
    additionalProperties: { type: 'string', expects: 'a text, a number, true or false', written: scalars },
    description: 'Tags of the stack, which CloudFormation hands down to its resources. Left out, the stack keeps its tags.',
  },
  capabilities: {
    type: 'array',
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
    items: { enum: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] },
    description: 'What the template may do that CloudFormation wants acknowledged.',
  },
  region: { ...region, description: 'The region of the stack, before that of the file or environment.' },
  account: { ...account, description: 'The AWS account that it must be, checked before anything is written.' },
  'role-arn': {
    type: 'string',
    pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$',
    expects: 'the ARN of an IAM role',
    description: "CloudFormation's own role for this stack.",
  },
  'depends-on': {
    type: 'array',
    items: { type: 'string' },
    default: [],
    description: 'Names of stacks that are deployed before this one.',
  },
  'time-limit': { ...duration, default: '1h', description: 'How long one operation on the stack may take.' },
} as const

/** What a check can have beside its kind. */
export const checkKeys = {
  name: {
    type: 'string',
    minLength: 1,
    expects: 'a text',
    description: 'What reports call the check. Left out: its kind, with a number where there are more.',
  },
  severity: { enum: severities, default: 'high', description: 'How bad it is when the check fails.' },
  retry: {
    type: 'object',
    additionalProperties: false,
    default: {},
    description: 'How long a check is tried again until it is successful.',
    properties: {
      for: { ...duration, default: '2m', description: 'No new try begins after this time.' },
      every: { ...duration, default: '5s', description: 'The time between two tries.' },
    },
  },
  limit: { ...duration, description: 'How long the check may take with all its tries.' },
  'on-inconclusive': { ...onInconclusive, default: 'fail', description: 'What it means when the check cannot tell.' },
} as const

/** The log scan. */
export const logs = {
  type: 'object',
  additionalProperties: false,
  description: 'The scan of the logs after a deployment. It runs by default; written here, it must have seen something.',
  properties: {
    for: { ...duration, default: '30s', description: 'How long the logs are watched after verification.' },
    ignore: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [],
      description: 'Events that hold one of these texts are left out.',
    },
    groups: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [],
      description: 'Log groups besides those of the stacks.',
    },
    'on-inconclusive': {
      ...onInconclusive,
      description: 'What it means when there was nothing to read: `fail` where `logs` is written, `warn` where it is left out.',
    },
  },
} as const

/** What is told to whom. */
export const report = {
  type: 'object',
  additionalProperties: false,
  default: {},
  description: 'What is told to whom after a run.',
  properties: {
    issue: {
      type: ['object', 'boolean'],
      additionalProperties: false,
      expects: 'true, false or a map with `labels` and `assign`',
      description: 'The issue that a failed deployment opens and the next good one closes. `false`: none.',
      properties: {
        labels: { type: 'array', items: { type: 'string', minLength: 1 }, default: [], description: 'Labels of the issue.' },
        assign: {
          type: ['array', 'string'],
          items: { type: 'string', minLength: 1 },
          pattern: '^codeowners$',
          expects: 'a list of logins, or `codeowners`',
          default: [],
          description: 'Who is assigned: a list of logins, or `codeowners` for those who own everything in CODEOWNERS.',
        },
      },
    },
  },
} as const

/** The keys of the file that an environment may change as they are; stacks and checks are added by the schema. */
export const fileKeys = {
  logs,
  report,
  region: { ...region, description: 'The region of every stack that names none.' },
  account: { ...account, description: 'The AWS account of every stack that names none, checked before anything is written.' },
  'on-cancel': {
    enum: ['cancel', 'continue'],
    default: 'cancel',
    description: 'What a cancelled run does with a stack update under way: cancel it, or let it go on.',
  },
} as const
