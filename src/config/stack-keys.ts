import { duration } from '../foundation/duration.ts'
import { policyKeys } from './policy-keys.ts'

// The keys of the file are JSON Schema literals. Two words of our own stand in them: `expects` is what a message says was
// expected, and `written` is the form in which a user may write what loading then turns into the form described here.

/** An AWS region. */
export const region = {
  type: 'string',
  pattern: '^[a-z]{2,}(-[a-z]+)+-[0-9]+$',
  expects: 'a region such as us-east-1',
} as const
/** An AWS account. */
export const account = {
  type: 'string',
  pattern: '^[0-9]{12}$',
  expects: 'twelve digits in quotes, such as "111122223333"',
} as const
/** The ARN of an IAM role. */
export const role = {
  type: 'string',
  pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$',
  expects: 'the ARN of an IAM role',
} as const
const scalars = { type: ['string', 'number', 'boolean'] } as const
const path = { type: 'string', minLength: 1 } as const

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
  'parameters-file': {
    type: 'array',
    items: path,
    default: [],
    expects: 'a path, or a list of paths',
    written: { type: ['string', 'array'], minLength: 1, items: path },
    description: 'Files with values for parameters; a later file wins over one before it, and `parameters` over all of them.',
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
    description:
      'What the template may do that CloudFormation wants acknowledged. Macros that a tool counts on stay acknowledged.',
  },
  region: { ...region, description: 'The region of the stack, before that of the file or environment.' },
  account: { ...account, description: 'The AWS account that it must be, checked before anything is written.' },
  'role-to-assume': {
    ...role,
    description: 'The role of the job that deploys this stack, before that of the file or environment.',
  },
  'plan-role': { ...role, description: 'The role of every other job for this stack, before that of the file or environment.' },
  'role-arn': {
    ...role,
    description: "CloudFormation's own role for this stack.",
  },
  'notification-arns': {
    type: 'array',
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
    maxItems: 5,
    items: {
      type: 'string',
      pattern: '^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$',
      expects: 'the ARN of an SNS topic',
    },
    description: 'SNS topics that hear of every event of the stack. Left out, the stack keeps its topics.',
  },
  'termination-protection': {
    type: 'boolean',
    description: 'Whether CloudFormation refuses to delete the stack. Left out, that stays as it is.',
  },
  'stack-policy': {
    ...path,
    description: 'A file with the policy that protects resources of the stack. Left out, the stack keeps its policy.',
  },
  'depends-on': {
    type: 'array',
    items: { type: 'string' },
    default: [],
    description: 'Names of stacks that are deployed before this one.',
  },
  synthesize: {
    enum: ['without-credentials', 'with-credentials'],
    default: 'without-credentials',
    description:
      'Whether the tool that makes the templates has AWS credentials meanwhile, as it needs where it looks values up. It runs code of the repository.',
  },
  'outputs-file': {
    type: 'string',
    // Whether a link leads out of the workspace is looked at when it is written.
    pattern: '^(?![/\\\\]|[A-Za-z]:)(?!(.*[/\\\\])?\\.\\.([/\\\\]|$)).*[^/\\\\]$',
    expects: 'a path within the repository',
    description:
      'A JSON file that gets the outputs of the stack once it is deployed, without secret ones. Stacks that name the same file share it.',
  },
  'outputs-format': {
    enum: ['flat', 'cdk'],
    default: 'flat',
    description:
      'The shape of `outputs-file`: `{ Key: value }`, or `{ Stack: { Key: value } }` as `cdk deploy --outputs-file` writes it.',
  },
  'time-limit': { ...duration, default: '1h', description: 'How long one operation on the stack may take.' },
  ...policyKeys,
} as const
