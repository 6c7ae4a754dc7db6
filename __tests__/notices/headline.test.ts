import { describe, expect, it } from '@jest/globals'
import { interrupted, toRecord } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import { headline } from '../../src/notices/headline.ts'
import { answer } from '../../src/notices/safety.ts'
import { deployed, operation, plan, record, rolledBack, run, stack, stage, unhealthy } from './records.ts'

const ended = (status: string, state: 'failed' | 'unknown' | 'running' = 'failed', more: Partial<Run> = {}) =>
  record({
    results: [
      stage('deploy', state === 'failed' ? 'failed' : 'error', { code: state === 'failed' ? 'DEPLOY_FAILED' : 'TIME_LIMIT' }),
    ],
    stacks: { demo: stack({ operation: operation(state, status) }) },
    ...more,
  })
const going = (more: Partial<Run>) => {
  const { endedAt: _ended, ...rest } = run(more)
  return toRecord(rest, { action: '1.0.0' })
}
const broke = (code: 'UNEXPECTED' | 'CANCELLED' | 'PLAN_STALE' | 'INTERRUPTED', more: Partial<Run> = {}) =>
  record({ results: [stage('plan', 'successful'), stage('deploy', 'error', { code })], ...more })

describe('the first line, and whether production is safe', () => {
  it.each([
    ['starting', going({ stacks: {} }), '⏳ Deployment on production: starting …', 'Nothing was changed so far.'],
    ['planning', going({ current: 'plan' }), '⏳ demo on production: planning …', 'Nothing was changed so far.'],
    ['deploying', going({ current: 'deploy' }), '⏳ demo on production: deploying …', 'Nothing was changed so far.'],
    [
      'checking',
      going({ current: 'verify', stacks: { demo: stack({ operation: operation('succeeded', 'UPDATE_COMPLETE') }) } }),
      '⏳ demo on production: checking …',
      'The new version runs; it is not checked yet.',
    ],
    ['deployed', deployed(), '✅ demo on production: the new version is deployed and what was checked is well', 'Yes:'],
    [
      'deployed without checks',
      deployed({ results: [stage('deploy', 'successful'), stage('verify', 'skipped')] }),
      '✅ demo on production: the new version is deployed; nothing was checked',
      'Not known: the new version runs, and nothing was checked.',
    ],
    [
      'deployed, scan without traffic',
      deployed({ results: [stage('deploy', 'successful'), stage('logscan', 'inconclusive', { counted: false })] }),
      '⚠️ demo on production: the new version is deployed; not all could be told of its health',
      'Not known: the new version runs',
    ],
    [
      'nothing to change',
      record({ results: [stage('plan', 'successful')], stacks: { demo: stack({ plan: plan({ kind: 'none' }) }) } }),
      '✅ demo on production: nothing to change',
      'Nothing was changed',
    ],
    [
      'planned',
      record({ results: [stage('plan', 'successful')] }),
      '📋 demo on production: the plan is ready; nothing was executed',
      'Nothing was changed',
    ],
    [
      'rolled back',
      rolledBack(),
      '❌ demo on production: the deployment failed and CloudFormation put the old version back',
      'CloudFormation says that the old version is back',
    ],
    [
      'a first deployment',
      ended('ROLLBACK_COMPLETE'),
      '❌ demo on production: the first deployment failed and CloudFormation took it away again',
      'nothing of it runs',
    ],
    [
      'a stack that was deleted after its update',
      ended('DELETE_COMPLETE'),
      '❌ demo on production: the stack was deleted by somebody else, and nothing of it runs',
      'No: the stack was deleted',
    ],
    [
      'no rollback',
      ended('UPDATE_FAILED'),
      '❌ demo on production: the deployment failed half-way and was not rolled back',
      'Not known: the change stopped half-way',
    ],
    [
      'a failed rollback',
      ended('UPDATE_ROLLBACK_FAILED'),
      '🔥 demo on production: the deployment failed and so did the way back; what runs now is not known',
      'take it as no',
    ],
    [
      'a status nobody knows',
      ended('NEW_STATUS'),
      '❓ demo on production: how the deployment ended is not known',
      'Not known: how the operation ended',
    ],
    [
      'a time limit',
      ended('UPDATE_IN_PROGRESS', 'running'),
      '❓ demo on production: the operation was still going on when this run ended; how it ends is not known',
      'Not known yet',
    ],
    [
      'a lost operation',
      ended('UPDATE_IN_PROGRESS', 'unknown'),
      '❓ demo on production: how the deployment ended is not known',
      'Not known: how the operation ended',
    ],
    [
      'lost before anything was sent',
      broke('INTERRUPTED'),
      '❓ demo on production: deploying ended with an error; nothing was changed',
      'Nothing was changed',
    ],
    [
      'refused before execution',
      broke('PLAN_STALE'),
      '❓ demo on production: the plan is stale; nothing was changed',
      'Nothing was changed',
    ],
    [
      'a failed plan',
      record({ results: [stage('plan', 'failed', { code: 'PLAN_FAILED' })] }),
      '❌ demo on production: planning failed; nothing was changed',
      'Nothing was changed',
    ],
    [
      'cancelled early',
      record({ results: [stage('plan', 'error', { code: 'CANCELLED' })] }),
      '🛑 demo on production: cancelled; nothing was changed',
      'Nothing was changed',
    ],
    [
      'cancelled while AWS goes on',
      broke('CANCELLED', { stacks: { demo: stack({ operation: operation('running', 'CREATE_IN_PROGRESS') }) } }),
      '❓ demo on production: cancelled in the middle; AWS still works on it',
      'Not known yet',
    ],
    [
      'cancelled, and its update with it',
      broke('CANCELLED', { stacks: { demo: stack({ operation: operation('running', 'UPDATE_ROLLBACK_IN_PROGRESS') }) } }),
      '❓ demo on production: cancelled in the middle; CloudFormation is putting the old version back',
      'Not known yet',
    ],
    [
      'cancelled among the checks',
      unhealthy({ results: [stage('deploy', 'successful'), stage('verify', 'error', { code: 'CANCELLED' })] }),
      '❓ demo on production: cancelled after the deployment; the new version runs, and whether it is healthy is not known',
      'Not known:',
    ],
    [
      'a failed check',
      unhealthy(),
      '❌ demo on production: the new version is deployed and is not healthy',
      'No: the new version runs and is not healthy.',
    ],
    [
      'errors in the logs',
      unhealthy({ results: [stage('deploy', 'successful'), stage('logscan', 'failed', { code: 'LOG_ERRORS' })] }),
      '❌ demo on production: the new version is deployed and its logs show errors',
      'No:',
    ],
    [
      'a check that could not tell',
      unhealthy({ results: [stage('deploy', 'successful'), stage('verify', 'inconclusive', { code: 'CHECK_INCONCLUSIVE' })] }),
      '❓ demo on production: the new version is deployed; whether it is healthy is not known',
      'Not known:',
    ],
  ])('%s', (_name, made, line, safe) => {
    expect(headline(made)).toBe(line)
    expect(answer(made)).toContain(safe)
  })

  it('takes the worst of several stacks and says that others differ', () => {
    const made = rolledBack({
      stacks: {
        network: stack({ operation: operation('succeeded', 'UPDATE_COMPLETE') }),
        api: stack({ operation: operation('failed', 'UPDATE_ROLLBACK_COMPLETE') }),
        web: stack(),
      },
    })
    expect(headline(made)).toBe(
      '❌ network, api, web on production: the deployment failed and CloudFormation put the old version back',
    )
    expect(answer(made)).toMatch(/old version is back.*Other stacks already have the new version/)
  })

  it('never calls a stack safe behind one whose end is unknown, and knows the others as untouched', () => {
    const made = broke('INTERRUPTED', {
      stacks: { first: stack({ operation: operation('unknown', 'UPDATE_IN_PROGRESS') }), second: stack() },
    })
    expect(answer(made)).toContain('Not known')
  })

  it('does not know how a deployment ends that a lost run had begun', () => {
    const begun = going({ current: 'deploy', stacks: { demo: stack({ operation: operation('running', 'UPDATE_IN_PROGRESS') }) } })
    expect(headline(interrupted(begun, '2026-01-02T04:00:00.000Z'))).toContain('still going on when this run ended')
    const before = going({ current: 'deploy' })
    // An operation is in the record before it is sent.
    expect(headline(interrupted(before, '2026-01-02T04:00:00.000Z'))).toContain('nothing was changed')
    const planning = going({ current: 'plan' })
    expect(headline(interrupted(planning, '2026-01-02T04:00:00.000Z'))).toContain('nothing was changed')
  })

  it('names five stacks and counts the rest', () => {
    const stacks = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, stack()]))
    expect(headline(record({ stacks, results: [stage('plan', 'successful')] }))).toContain(
      'a, b, c, d, e and 2 more on production',
    )
  })
})
