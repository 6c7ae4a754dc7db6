import { type RunRecord, type StackRecord, toRecord } from '../../src/domain/record.ts'
import type { Identity, Run, StageResult } from '../../src/domain/run.ts'
import type { Operation, StackPlan, StackRun } from '../../src/domain/stack.ts'

export const identity: Identity = {
  repository: 'octo/demo',
  sha: '0123456789abcdef0123456789abcdef01234567',
  ref: 'refs/heads/main',
  runId: '4711',
  attempt: '1',
  actor: 'octocat',
  event: 'push',
  workflow: 'Deploy',
  url: 'https://github.com/octo/demo/actions/runs/4711',
}

/** How a stage ended; it takes one second each. */
export const stage = (name: StageResult['stage'], phase: StageResult['phase'], more: Partial<StageResult> = {}): StageResult => ({
  stage: name,
  phase,
  reason: `${name} ${phase}`,
  findings: [],
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:04:06.000Z',
  ...more,
})

export const plan = (more: Partial<StackPlan> = {}): StackPlan => ({
  kind: 'update',
  changeSet: 'deploy-action-1',
  changes: [
    {
      action: 'Modify',
      logicalId: 'Function',
      type: 'AWS::Lambda::Function',
      replacement: 'False',
      properties: [{ name: 'Code' }],
    },
  ],
  parameters: [],
  capabilities: [],
  contentDigest: 'c'.repeat(64),
  digest: 'd'.repeat(64),
  ...more,
})

export const operation = (state: Operation['state'], status: string, more: Partial<Operation> = {}): Operation => ({
  token: 'token-1',
  kind: 'update',
  state,
  status,
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:05:10.000Z',
  events: 7,
  ...more,
})

export const stack = (more: Partial<StackRun> = {}): StackRun => ({
  assembly: {
    stack: 'demo',
    system: 'demo',
    region: 'eu-west-1',
    template: { path: 'template.yaml', body: 'Resources: {}', sha256: 'e'.repeat(64) },
    parameters: {},
    open: {},
    artifacts: [],
    secretParameters: [],
    policies: {
      nestedChangeSets: true,
      drift: 'ignore',
      mode: 'standard',
      onDeployFailure: 'rollback',
      onTimeLimit: 'leave',
      recover: [],
      allow: { replace: [], remove: [], broadenIam: [] },
    },
    dependsOn: [],
    timeLimit: 3_600_000,
  },
  plan: plan(),
  ...more,
})

/** A run of everything that has ended. */
export const run = (more: Partial<Run> = {}): Run => ({
  identity,
  environment: 'production',
  stages: ['synthesize', 'plan', 'deploy', 'verify', 'logscan', 'report'],
  whole: true,
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:06:00.000Z',
  results: [],
  stacks: { demo: stack() },
  checks: [],
  notices: [],
  ...more,
})

export const record = (more: Partial<Run> = {}): RunRecord => toRecord(run(more), { action: '1.0.0' })

const planned = [stage('synthesize', 'successful'), stage('plan', 'successful')]

/** The new version runs, and is well. */
export const deployed = (more: Partial<Run> = {}): RunRecord =>
  record({
    results: [...planned, stage('deploy', 'successful'), stage('verify', 'successful'), stage('logscan', 'successful')],
    stacks: { demo: stack({ operation: operation('succeeded', 'UPDATE_COMPLETE') }) },
    ...more,
  })

/** CloudFormation rolled an update back. */
export const rolledBack = (more: Partial<Run> = {}): RunRecord =>
  record({
    results: [
      ...planned,
      stage('deploy', 'failed', {
        code: 'DEPLOY_FAILED',
        reason: 'demo: UPDATE_ROLLBACK_COMPLETE',
        findings: [{ severity: 'critical', title: 'Queue could not be made', evidence: ['the first event'] }],
      }),
    ],
    stacks: {
      demo: stack({
        operation: operation('failed', 'UPDATE_ROLLBACK_COMPLETE', {
          rootCause: {
            logicalId: 'Queue',
            type: 'AWS::SQS::Queue',
            status: 'CREATE_FAILED',
            reason: 'DelaySeconds must be at most 900',
            path: ['demo'],
            line: 12,
          },
        }),
      }),
    },
    ...more,
  })

/** The new version runs, and a check of it failed. */
export const unhealthy = (more: Partial<Run> = {}): RunRecord =>
  record({
    results: [
      ...planned,
      stage('deploy', 'successful'),
      stage('verify', 'failed', {
        code: 'CHECK_FAILED',
        reason: 'health: status 500, 200 wanted',
        findings: [{ severity: 'high', code: 'CHECK_FAILED', title: 'health failed', evidence: ['HTTP 500'], fix: 'Mend it.' }],
      }),
    ],
    stacks: { demo: stack({ operation: operation('succeeded', 'UPDATE_COMPLETE') }) },
    ...more,
  })

/** The one stack of a record, changed. */
export const only = ({ stacks }: RunRecord): StackRecord => {
  const [one] = stacks
  if (!one) throw new Error('the record has no stack')
  return one
}
