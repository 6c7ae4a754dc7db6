import { duration } from '../foundation/duration.ts'

const logicalIds = {
  type: 'array',
  items: {
    type: 'string',
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
    pattern: '^[A-Za-z0-9]+(/[A-Za-z0-9]+)*$',
    expects: 'a logical id such as Table, or Nested/Table for one of a nested stack',
  },
  default: [],
} as const

/** What is let through that would block otherwise. */
export const allow = {
  type: 'object',
  additionalProperties: false,
  default: {},
  properties: {
    replace: { ...logicalIds, description: 'Logical ids of resources with data that may be replaced.' },
    remove: { ...logicalIds, description: 'Logical ids of resources with data that may be removed.' },
    'broaden-iam': { ...logicalIds, description: 'Logical ids of IAM resources that may grant more than before.' },
    secrets: {
      ...logicalIds,
      description:
        'Names of resources, parameters or other parts of the template in which something stands that looks like a secret and is none.',
    },
    reason: {
      type: 'string',
      pattern: '\\S',
      expects: 'a text that says why this is safe',
      description: 'Why this is safe; every report prints it. Required where something is let through.',
    },
  },
} as const

/** How CloudFormation deals with a stack, as far as that is a matter of policy. */
export const policyKeys = {
  'on-deploy-failure': {
    enum: ['rollback', 'keep', 'delete'],
    default: 'rollback',
    description:
      'What CloudFormation does when the operation fails: roll back, keep what was made, or delete a stack that was new. With `delete`, the creation of a stack with resources that may hold data is refused.',
  },
  'on-time-limit': {
    enum: ['leave', 'cancel'],
    default: 'leave',
    description:
      'What becomes of an update that takes longer than `time-limit`: it is left to go on, or cancelled and its way back followed. A creation is always left.',
  },
  'nested-change-sets': { type: 'boolean', default: true, description: 'Whether the changes of nested stacks are planned too.' },
  drift: {
    enum: ['ignore', 'report', 'block', 'revert'],
    default: 'ignore',
    description: 'What happens to changes made outside CloudFormation; all but `ignore` look for them before planning.',
  },
  monitor: {
    type: 'object',
    additionalProperties: false,
    description: 'Alarms on which CloudFormation itself rolls back. Left out, the stack keeps its own.',
    properties: {
      for: {
        ...duration,
        default: '0m',
        description: 'How long the alarms are watched once all resources are ready: whole minutes, at most 180.',
      },
      alarms: {
        type: 'array',
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackConfiguration.html
        maxItems: 5,
        items: {
          type: 'string',
          pattern: '^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:.+$',
          expects: 'the ARN of a CloudWatch alarm',
        },
        default: [],
        description: 'ARNs of the alarms.',
      },
    },
  },
  mode: {
    enum: ['standard', 'express'],
    default: 'standard',
    description:
      'The deployment mode: `express` ends before resources are ready to serve, which the checks then have to wait for.',
  },
  bucket: {
    type: 'string',
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    expects: 'the name of an S3 bucket',
    description:
      'The S3 bucket for artifacts and for templates that do not fit into a request; versioned, so that what was planned can be told from what came later.',
  },
  prefix: {
    type: 'string',
    pattern: '^[^/](.*[^/])?$',
    expects: 'a text that neither begins nor ends with a slash',
    description: 'What the keys in the bucket begin with.',
  },
  allow: { ...allow, description: 'What is let through that would block otherwise, each by its logical id.' },
} as const
