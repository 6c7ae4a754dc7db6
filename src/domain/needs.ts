import type { StageName } from './run.ts'

/** What a job must be allowed for a stage. */
export interface StageNeeds {
  /** Permissions of the workflow's token. */
  readonly github: Readonly<Record<string, 'read' | 'write'>>
  /** Actions of IAM in the ordinary case. */
  readonly aws: readonly string[]
}

const cloudformation = (...names: readonly string[]) => names.map((name) => `cloudformation:${name}`)

const SEEN = cloudformation('DescribeStacks', 'DescribeStackEvents', 'ListStackResources', 'GetTemplate', 'GetTemplateSummary')
const PLANNED = cloudformation(
  'CreateChangeSet',
  'DeleteChangeSet',
  'DescribeChangeSet',
  'DescribeEvents',
  'ListChangeSets',
  'TagResource',
)
const EXECUTED = cloudformation('CancelUpdateStack', 'ExecuteChangeSet')
const IDENTITY = ['sts:GetCallerIdentity']

/**
 * The least that each stage needs for a plain stack; engines, hooks, buckets and options that are asked for add to it. Synthesizing takes
 * no credentials. A test holds that no run asks for more.
 */
export const stageNeeds: Readonly<Record<StageName, StageNeeds>> = {
  gate: { github: { contents: 'read', deployments: 'read' }, aws: [] },
  synthesize: { github: { contents: 'read' }, aws: [] },
  plan: { github: {}, aws: [...SEEN, ...PLANNED, ...IDENTITY] },
  deploy: {
    github: { actions: 'read', contents: 'read' },
    aws: [...SEEN, ...cloudformation('DescribeChangeSet'), ...EXECUTED, ...IDENTITY],
  },
  verify: { github: {}, aws: cloudformation('DescribeStacks') },
  logscan: { github: {}, aws: [...SEEN, 'logs:FilterLogEvents'] },
  rollback: { github: {}, aws: [...SEEN, ...PLANNED, ...EXECUTED, ...IDENTITY] },
  report: {
    github: { issues: 'write' },
    aws: [...cloudformation('DeleteChangeSet', 'DescribeChangeSet', 'DescribeStacks'), ...IDENTITY],
  },
}

/** What the stage `report` needs of the token besides, where it is asked for more. A test holds that it asks for no more. */
export const reportNeeds: Readonly<Record<string, StageNeeds['github']>> = {
  'the input `job`': { actions: 'read', checks: 'read', contents: 'read', deployments: 'write' },
  'the input `run-id`': { actions: 'read', checks: 'read', contents: 'read' },
  '`report.release: true`': { contents: 'write' },
  '`report.status: true`': { deployments: 'write' },
}
