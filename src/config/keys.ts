import { severities } from '../domain/finding.ts'
import { duration } from '../foundation/duration.ts'
import { allow } from './policy-keys.ts'
import { declaredSecrets } from './secret-keys.ts'
import { account, region, role } from './stack-keys.ts'

const onInconclusive = { enum: ['fail', 'warn'] } as const

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

/** What a destination of outputs can have beside its kind. */
export const destinationKeys = {
  name: { ...checkKeys.name, description: 'What reports call it. Left out: where it is.' },
  region: { ...region, description: 'Its region. Left out: that of the file or environment.' },
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
      expects: 'true, false or a map with `labels`, `assign` and `also`',
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
        also: {
          type: 'array',
          items: { enum: ['rejected', 'cancelled', 'gates'] },
          expects: 'a list of `rejected`, `cancelled` and `gates`',
          default: [],
          description:
            'Runs that open an issue though nothing failed: one that reviewers rejected, one that somebody cancelled, one that gates stopped.',
        },
      },
    },
    release: {
      type: 'boolean',
      default: false,
      description:
        'Whether the release of the tag that is deployed tells what became of it, in a block of its own for each environment.',
    },
    status: {
      type: 'boolean',
      description:
        "Whether GitHub's own deployment of the environment gets a status that names the record. Left out: where another job is reported on.",
    },
    url: {
      type: 'string',
      pattern: '^(https?://|\\$\\{outputs\\.)',
      expects: 'an address that begins with https:// or http://, or with an output of a stack',
      description: 'Where people reach the system: the address of the environment. `${outputs.STACK.KEY}` can stand in it.',
    },
  },
} as const

/** The keys of the file that an environment may change as they are; stacks and checks are added by the schema. */
export const fileKeys = {
  secrets: declaredSecrets,
  logs,
  report,
  region: { ...region, description: 'The region of every stack that names none.' },
  account: { ...account, description: 'The AWS account of every stack that names none, checked before anything is written.' },
  'role-to-assume': {
    ...role,
    description:
      'The role that a job takes on which deploys or goes back, with the identity token of GitHub or else with the AWS keys of the step. Left out: the credentials of the step.',
  },
  'plan-role': { ...role, description: 'The role that every other job takes on likewise: those that plan, verify or report.' },
  'on-cancel': {
    enum: ['cancel', 'continue'],
    default: 'cancel',
    description: 'What a cancelled run does with a stack update under way: cancel it, or let it go on.',
  },
  'on-unhealthy': {
    enum: ['keep', 'rollback'],
    default: 'keep',
    description:
      'What becomes of a new version that a check or the log scan finds ill, or of which only a part could be deployed: it stays, or the one before comes back.',
  },
  deferred: {
    enum: ['refuse', 'allow'],
    default: 'refuse',
    description:
      'What becomes of a stack that can only be planned when its turn comes, since it takes what another stack does not have yet: nothing runs, or it is planned and executed then.',
  },
  records: {
    type: ['string', 'boolean'],
    pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^/]+)*$',
    expects: 'the name of an S3 bucket, or `bucket/prefix`, or false',
    description:
      'Where records are kept with what leads back to them: a bucket, or `bucket/prefix`. Left out: the first `bucket` of a stack, with its `prefix`. `false`: nowhere.',
  },
  recover: {
    type: 'array',
    items: { enum: ['delete-failed-create', 'continue-rollback', 'rollback-paused'] },
    default: [],
    description: 'States that a stack cannot leave by itself, and that are mended without asking.',
  },
  allow: { ...allow, description: 'What is let through in every stack, besides what each stack says itself.' },
} as const
