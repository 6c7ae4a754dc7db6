import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Flow, flow, steps } from './flow.ts'
import { IDENTITY } from './runner.ts'
import { type Result, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count } from './sight.ts'

const CONFIG = `${SMALLEST}environments:\n  production: {}\n`
const LOST = 'The hosted runner lost communication with the server. Anything in your workflow can cause this.'
const LIMIT = 'The job running on runner machine 7 has exceeded the maximum execution time of 350 minutes.'
const SHUTDOWN = 'The runner has received a shutdown signal. This can happen when the runner service is stopped.'
const HIGHER = "Canceling since a higher priority waiting request for 'deploy-production' exists"
const BEGAN = { runnerName: 'machine 7', steps: steps('success', 'failure') } as const
const CUT = { conclusion: 'cancelled', runnerName: 'machine 7', steps: steps('success', 'cancelled') } as const
const OPEN = { conclusion: 'failure', runnerName: 'machine 7', steps: steps('success', null) } as const
const UNBEGUN = { runnerName: null } as const

let world: Scene
let run: Flow
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', CONFIG)
  await world.deploy({ inputs: { environment: 'production' } })
  await world.write('template.yaml', TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60'))
  run = flow(world)
})
afterEach(() => world.close())

const repository = () => world.github.repository(IDENTITY.repository)
const titles = () =>
  repository()
    .issues.all()
    .map(({ state, title }) => `${state} ${title}`)
const headlineOf = ({ summary }: Result) => summary.split('\n')[0]?.replace(/^## /, '')
const safeOf = ({ summary }: Result) => /\*\*Is it safe\?\*\* (.*)/.exec(summary)?.[1]
const reasonOf = ({ outputs }: Result) => `${outputs['verdict']} ${outputs['reason-code']}`
/** What somebody is told who is woken. */
const told = (result: Result) => ({ line: headlineOf(result), safe: safeOf(result), reason: reasonOf(result), issues: titles() })
const approvals = (state: 'approved' | 'rejected', user = 'alice') =>
  repository().workflowRuns.review(Number(run.runId), { environment: 'production', user, state, comment: 'Not tonight' })
const NOTHING = 'Nothing was changed: what ran before still runs.'
const again = () => `gh run rerun ${run.runId} --failed --repo octo-org/demo`

describe('a job that never began', () => {
  it('since somebody rejected it: the plan is withdrawn, and nobody is woken', async () => {
    const given = await run.plan()
    run.job('deploy', { ...UNBEGUN, conclusion: 'failure' })
    approvals('rejected')
    const result = await run.report(given)
    expect(told(result)).toEqual({
      line: '🗑️ demo on production: rejected by alice: “Not tonight”; the plan is withdrawn',
      safe: NOTHING,
      reason: 'skipped REJECTED',
      issues: [],
    })
    expect([result.failed, count(world.aws, 'DeleteChangeSet')]).toEqual([false, 1])
    // What the plan synthesized lies on a machine that is gone.
    expect(result.outputs).toMatchObject({ build: '', 'build-sha256': '' })
    expect(result.record.approvals).toMatchObject([{ login: 'alice', state: 'rejected' }])
  })

  it('since somebody rejected it, where people are to be told of that: an issue is opened', async () => {
    await world.write('.github/deploy.yml', `${CONFIG}report: { issue: { also: [rejected] } }\n`)
    const given = await run.plan()
    run.job('deploy', { ...UNBEGUN, conclusion: 'failure' })
    approvals('rejected')
    const result = await run.report(given)
    expect([reasonOf(result), titles()]).toEqual(['skipped REJECTED', ['open Deployment of demo to production failed: REJECTED']])
  })

  it('since nobody approved it for thirty days', async () => {
    const given = await run.plan()
    run.job('deploy', {
      ...UNBEGUN,
      conclusion: 'failure',
      createdAt: '2026-10-01T08:00:00Z',
      completedAt: '2026-10-31T08:00:00Z',
    })
    const result = await run.report(given)
    expect(headlineOf(result)).toBe('🗑️ demo on production: nobody approved within 30 days; the plan is withdrawn')
    expect([reasonOf(result), count(world.aws, 'DeleteChangeSet')]).toEqual(['skipped REJECTED', 1])
  })

  it('since a newer run took its place: its plan is left, for that is told stale by the newer one', async () => {
    const given = await run.plan()
    run.job('deploy', { ...UNBEGUN, conclusion: 'cancelled' }, HIGHER)
    const result = await run.report(given)
    expect(told(result)).toEqual({
      line: '⏭️ demo on production: a newer run took its place in the queue; nothing was changed',
      safe: NOTHING,
      reason: 'skipped SUPERSEDED',
      issues: [],
    })
    expect([result.failed, count(world.aws, 'DeleteChangeSet')]).toEqual([false, 0])
  })

  it('since somebody cancelled the run: said, with how to go on', async () => {
    const given = await run.plan()
    run.job('deploy', { ...UNBEGUN, conclusion: 'cancelled' }, 'The run was canceled by @octocat.')
    const result = await run.report(given)
    expect(told(result)).toEqual({
      line: '🛑 demo on production: the job production / deploy was cancelled before it began; nothing was changed',
      safe: NOTHING,
      reason: 'error CANCELLED',
      issues: [],
    })
    expect(result.summary).toContain(again())
    expect(count(world.aws, 'DeleteChangeSet')).toBe(0)
  })

  it('since its branch may not deploy', async () => {
    const given = await run.plan()
    run.job(
      'deploy',
      { ...UNBEGUN, conclusion: 'failure' },
      'Branch "main" is not allowed to deploy to production due to environment protection rules.',
    )
    const result = await run.report(given)
    expect(told(result)).toEqual({
      line: '❌ demo on production: the job production / deploy failed before it began; nothing was changed',
      safe: NOTHING,
      reason: 'failed JOB_FAILED',
      issues: ['open Deployment of demo to production failed: JOB_FAILED'],
    })
    expect(result.summary).toContain('Branch "main" is not allowed to deploy')
  })

  it('and still waits: no plan is taken away', async () => {
    const given = await run.plan()
    run.job('deploy', { ...UNBEGUN, status: 'waiting', conclusion: null })
    const result = await run.report(given)
    expect([headlineOf(result), reasonOf(result)]).toEqual([
      '❓ demo on production: the job production / deploy has not ended: it is waiting; nothing was changed',
      'error JOB_UNFINISHED',
    ])
    expect(count(world.aws, 'DeleteChangeSet')).toBe(0)
  })

  it('since the plan was blocked: the plan says why', async () => {
    await world.write('.github/deploy.yml', `${CONFIG}gates:\n  - ref: { branches: [release] }\n`)
    const given = await run.plan()
    run.job('plan', { conclusion: 'failure' })
    run.job('deploy', { ...UNBEGUN, conclusion: 'skipped' })
    const result = await run.report(given)
    expect([headlineOf(result), reasonOf(result), titles()]).toEqual([
      '🚧 demo on production: a gate is not passed; nothing was changed',
      'failed GATE_FAILED',
      [],
    ])
    expect(result.summary).toContain('### Gates')
  })

  it('since the build failed: there is no record at all, and an issue all the same', async () => {
    run.job('build', { ...BEGAN, conclusion: 'failure' }, 'TOOL_FAILED: sam build did not end well')
    run.job('plan', { ...UNBEGUN, conclusion: 'skipped' })
    run.job('deploy', { ...UNBEGUN, conclusion: 'skipped' })
    const result = await run.report({ record: 'plan/record.json', 'record-sha256': '' })
    expect(told(result)).toEqual({
      line: '❌ demo on production: the job production / build failed in its step “step 2”; nothing was changed',
      safe: NOTHING,
      reason: 'failed JOB_FAILED',
      issues: ['open Deployment of demo to production failed: JOB_FAILED'],
    })
    expect(result.summary).toContain('TOOL_FAILED: sam build did not end well')
    expect(result.summary).toMatch(/gh run view \d+ --job \d+ --log --repo octo-org\/demo/)
  })
})

describe('a way back', () => {
  it('is told as a whole by its own record, and closes nothing', async () => {
    const undone = await run.deploy(await run.plan())
    const back = flow(world)
    const given = await back.deploy(undone, { inputs: { stages: 'rollback' } })
    const result = await back.report(given, { inputs: { job: 'rollback' } })
    expect(told(result)).toEqual({
      line: '↩️ demo on production: the old version is back; it was not checked',
      safe: 'Not known: the old version is back, and it was not checked.',
      reason: 'successful ROLLED_BACK',
      issues: [],
    })
    expect(result.record.stages.map(({ stage }) => stage)).toEqual(['rollback', 'report'])
  })

  it('that somebody rejected had no plan to withdraw', async () => {
    run.job('rollback', { ...UNBEGUN, conclusion: 'failure' })
    approvals('rejected')
    const result = await run.report({ record: 'rollback/record.json', 'record-sha256': '' }, { inputs: { job: 'rollback' } })
    expect(told(result)).toEqual({
      line: '🗑️ demo on production: rejected by alice: “Not tonight”; nothing was changed',
      safe: NOTHING,
      reason: 'skipped REJECTED',
      issues: [],
    })
  })
})

describe('a job that was ended in the middle and left no record', () => {
  const executing = (aws: Scene['aws']) => count(aws, 'ExecuteChangeSet') === 2

  it.each([
    ['its machine was lost', OPEN, LOST, 'the machine of the job production / deploy was lost', 'MACHINE_LOST'],
    ['its time was over', CUT, LIMIT, 'the job production / deploy ran into its time limit', 'JOB_TIMED_OUT'],
    [
      'somebody cancelled it',
      CUT,
      'The operation was canceled.',
      'the job production / deploy was cancelled in the middle',
      'CANCELLED',
    ],
    [
      'a step of it failed',
      { ...BEGAN, conclusion: 'failure' } as const,
      'boom',
      'the job production / deploy failed in its step “step 2”',
      'JOB_FAILED',
    ],
  ])('while AWS works: %s', async (_what, job, annotation, why, code) => {
    const given = await run.plan()
    world.aws.script('demo', { resources: { Queue: { durationMs: 3_600_000 } } })
    await run.deploy(given, { killWhen: executing })
    run.job('deploy', job, annotation)
    const result = await run.report(given)
    expect(told(result)).toEqual({
      line: `❓ demo on production: ${why}; AWS still works on it`,
      safe: 'Not known yet: the operation was still going on when this was written.',
      reason: `error ${code}`,
      issues: [`open Deployment of demo to production failed: ${code}`],
    })
    expect(result.summary).toContain(again())
    expect(result.summary).toContain('aws cloudformation describe-stack-events --stack-name demo')
    expect(result.failed).toBe(true)
  })

  it('before it did anything', async () => {
    const given = await run.plan()
    run.job('deploy', OPEN, LOST)
    const result = await run.report(given)
    expect([headlineOf(result), safeOf(result)]).toEqual([
      '❓ demo on production: the machine of the job production / deploy was lost; nothing was changed',
      NOTHING,
    ])
  })

  it('after CloudFormation had ended well: the new version runs, and nobody checked it', async () => {
    const given = await run.plan()
    await run.deploy(given, { killWhen: executing })
    await world.clock.sleep(600_000)
    run.job('deploy', OPEN, LOST)
    const result = await run.report(given)
    expect([headlineOf(result), reasonOf(result)]).toEqual([
      '❓ demo on production: the machine of the job production / deploy was lost; the new version is deployed and was not checked',
      'error MACHINE_LOST',
    ])
  })

  it('and AWS cannot be asked: not known is never nothing', async () => {
    const given = await run.plan()
    run.job('deploy', OPEN, LOST)
    world.aws.fault({ action: 'DescribeStacks', kind: 'denied' })
    const result = await run.report(given)
    expect([headlineOf(result), safeOf(result)]).toEqual([
      '❓ demo on production: the machine of the job production / deploy was lost; what runs now is not known',
      'Not known: how the operation ended was not seen.',
    ])
    expect(result.summary).toContain('What became of demo could not be seen')
  })

  it('although GitHub says that it ended well', async () => {
    const given = await run.plan()
    run.job('deploy')
    const result = await run.report(given)
    expect([headlineOf(result), reasonOf(result)]).toEqual([
      '❓ demo on production: the job production / deploy ended well, as GitHub says, and its record is not at hand; nothing was changed',
      'error RECORD_LOST',
    ])
  })
})

describe('a job with a record of its own', () => {
  it('beside which a file is not the one that was written: nothing is believed of it, and the stacks are looked at', async () => {
    const next = flow(world)
    const planned = await next.plan()
    next.job('deploy')
    const given = await next.deploy(planned)
    const folder = (given['record'] ?? '').replace('/record.json', '')
    await world.write(`${folder}/snapshot-demo.json`, '{}')
    const result = await next.report(given)
    expect(safeOf(result)).not.toBe(NOTHING)
    expect(reasonOf(result)).toBe('error RECORD_LOST')
    expect(result.summary).toContain('The snapshot of stack demo is not the one that was written with the record.')
  })

  it('is told as a whole, and closes the issue', async () => {
    world.aws.script('demo', { resources: { Queue: { fail: { update: 'No room' } } } })
    const failing = flow(world)
    const ill = await failing.report(await failing.deploy(await failing.plan()))
    expect(told(ill)).toMatchObject({
      line: '❌ demo on production: the deployment failed and CloudFormation put the old version back',
      reason: 'failed DEPLOY_FAILED',
      issues: ['open Deployment of demo to production failed: DEPLOY_FAILED'],
    })
    expect(ill.outputs['issue-number']).toBe('1')
    expect(ill.record).toMatchObject({ whole: true, stacks: [{ operation: { rootCause: { logicalId: 'Queue' } } }] })

    world.aws.script('demo', {})
    const well = await run.report(await run.deploy(await run.plan()))
    expect(told(well)).toMatchObject({
      reason: 'successful DEPLOYED',
      issues: ['closed Deployment of demo to production failed: DEPLOY_FAILED'],
    })
    expect(headlineOf(well)).toBe('✅ demo on production: the new version is deployed; nothing was checked')
    expect(well.record.stages.map(({ stage }) => stage)).toEqual(['deploy', 'verify', 'logscan', 'rollback', 'report'])
    expect(world.github.calls.filter(({ path }) => path.includes('/jobs'))).toEqual([])
  })

  it('that was cancelled while AWS goes on: somebody is told, and told how it stands now', async () => {
    await world.write('.github/deploy.yml', CONFIG.replace('environments', 'on-cancel: continue\nenvironments'))
    world.aws.script('demo', { resources: { Queue: { durationMs: 600_000 } } })
    const given = await run.deploy(await run.plan(), { cancelWhen: (aws) => count(aws, 'ExecuteChangeSet') === 2 })
    const result = await run.report(given)
    expect(told(result)).toEqual({
      line: '❓ demo on production: cancelled in the middle; AWS still works on it',
      safe: 'Not known yet: the operation was still going on when this was written.',
      reason: 'error CANCELLED',
      issues: ['open Deployment of demo to production failed: CANCELLED'],
    })
    await world.clock.sleep(3_600_000)
    expect(safeOf(await run.report(given))).toBe('Not known: the new version runs, and nothing was checked.')
  })

  it.each([
    ['its time limit', 'JOB_TIMED_OUT', LIMIT, 'the job production / deploy ran into its time limit'],
    ['the end of its machine', 'MACHINE_LOST', SHUTDOWN, 'the machine of the job production / deploy was lost'],
  ])('that %s cancelled: a signal does not say so, GitHub does', async (_what, code, said, line) => {
    world.aws.script('demo', { resources: { Queue: { durationMs: 600_000 } } })
    const given = await run.deploy(await run.plan(), { cancelWhen: (aws) => count(aws, 'ExecuteChangeSet') === 2 })
    run.job('deploy', CUT, said)
    const result = await run.report(given)
    expect(told(result)).toMatchObject({
      line: `❓ demo on production: ${line}; CloudFormation is putting the old version back`,
      reason: `error ${code}`,
      issues: [`open Deployment of demo to production failed: ${code}`],
    })
    expect(result.summary).toMatch(/the update of demo was cancelled[\s\S]*\*\*Next:\*\* Run the failed jobs again/)
  })

  it('that was not touched since: another text is not it', async () => {
    const given = await run.deploy(await run.plan())
    run.job('deploy')
    const result = await run.report({ ...given, 'record-sha256': '0'.repeat(64) })
    expect(reasonOf(result)).toBe('error RECORD_LOST')
    expect(result.record.stages.map(({ code }) => code)).toContain('RECORD_INVALID')
    expect(titles()).toEqual(['open Deployment of demo to production failed: RECORD_LOST'])
  })

  it.each<[string, Parameters<Flow['job']>[1], string]>([
    ['that is shown as it was', {}, 'successful DEPLOYED'],
    ['that began again, and lost its machine', OPEN, 'error MACHINE_LOST'],
    ['that began again, and was cancelled before it did', { ...UNBEGUN, conclusion: 'cancelled' }, 'error CANCELLED'],
  ])('of an earlier attempt counts for a job %s', async (_what, job, expected) => {
    const given = await run.deploy(await run.plan())
    repository().workflowRuns.rerun(Number(run.runId), { status: 'in_progress' })
    run.job('report', { status: 'in_progress', runnerName: 'machine 9' })
    run.job('deploy', job)
    expect(reasonOf(await run.report(given, { identity: { attempt: '2' } }))).toBe(expected)
  })

  it('whose artifact is gone', async () => {
    const given = await run.plan()
    run.job('deploy', { ...UNBEGUN, conclusion: 'failure' })
    approvals('rejected')
    const result = await run.report({ ...given, record: 'nowhere/record.json' })
    expect([reasonOf(result), count(world.aws, 'DeleteChangeSet')]).toEqual(['error RECORD_INVALID', 0])
    expect(headlineOf(result)).toMatch(/^❓ demo on production: There is no record nowhere\/record\.json/)
  })
})

describe('what GitHub does not tell', () => {
  it.each([
    ['the token may not see jobs', { contents: 'read', issues: 'write' }, 'GITHUB_REFUSED'],
    ['no job has the name', { contents: 'read', issues: 'write', actions: 'read' }, 'JOB_UNKNOWN'],
  ])('is an error, and is told: %s', async (_what, permissions, code) => {
    const given = await run.plan()
    const token = world.github.token({
      login: 'github-actions[bot]',
      permissions: permissions as never,
      repository: IDENTITY.repository,
    })
    const result = await run.report(given, { token })
    expect(reasonOf(result)).toBe(`error ${code}`)
    expect(headlineOf(result)).toMatch(/^❓ demo on production: what became of the job deploy is not known/)
    expect(titles()).toEqual([`open Deployment of demo to production failed: ${code}`])
    expect(count(world.aws, 'DeleteChangeSet')).toBe(0)
  })

  it('why a job ended is left out where annotations may not be read', async () => {
    const given = await run.plan()
    run.job('deploy', OPEN, LOST)
    const permissions = { contents: 'read', issues: 'write', actions: 'read' } as const
    const token = world.github.token({ login: 'github-actions[bot]', permissions, repository: IDENTITY.repository })
    const result = await run.report(given, { token })
    expect(reasonOf(result)).toBe('error MACHINE_LOST')
    expect(result.summary).toContain('could not be read')
  })
})
