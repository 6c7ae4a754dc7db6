import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudFormationClient, DeleteChangeSetCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Run, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { expectTold } from './told.ts'

let world: Scene
let plan: Result
const CONFIG = '.github/deploy.yml'
const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const STALE = '❌ demo: the plan is stale; nothing was changed'

beforeEach(async () => {
  world = await scene()
  await world.deploy({ identity: { runId: '41' } })
  await world.write('template.yaml', changed)
  plan = await world.deploy({ inputs: { stages: 'plan' } })
  await world.carry('earlier')
  world.aws.reset()
})
afterEach(() => world.close())

/** The job that deploys what another one planned. */
const later = (inputs: Readonly<Record<string, string>> = {}, run: Run = {}): Promise<Result> =>
  world.deploy({
    ...run,
    inputs: {
      stages: 'deploy,verify,logscan,report',
      record: 'earlier/record.json',
      'record-sha256': plan.outputs['record-sha256'] ?? '',
      ...inputs,
    },
  })

const called = (action: string) => world.aws.calls.filter((call) => call.action === action)
/** Somebody else at the same account. */
const client = () =>
  new CloudFormationClient({
    region: 'us-east-1',
    endpoint: world.aws.url,
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'else' },
  })
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a job that deploys the plan of another one', () => {
  it('executes that very change set and makes no other', async () => {
    const { outputs, failed, record } = await later()
    expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: false, code: 'DEPLOYED' })
    expect(outputs['plan-digest']).toBe(plan.outputs['plan-digest'])
    expect(called('CreateChangeSet')).toEqual([])
    const names = called('ExecuteChangeSet').map(({ params }) => params['ChangeSetName'])
    expect(names).toEqual([plan.record.stacks[0]?.plan?.changeSet])
    expect(record.stacks[0]?.operation).toMatchObject({ state: 'succeeded', status: 'UPDATE_COMPLETE' })
    expect(record.stages.map(({ stage, phase }) => `${stage} ${phase}`)).toEqual([
      'deploy successful',
      'verify skipped',
      'logscan skipped',
      'report successful',
    ])
  })

  it('creates a stack that was planned when there was none', async () => {
    await world.write(CONFIG, SMALLEST.replace('demo', 'fresh'))
    plan = await world.deploy({ inputs: { stages: 'synthesize,plan' } })
    await world.carry('earlier')
    expect((await later()).outputs['reason-code']).toBe('DEPLOYED')
    expect(world.aws.stacks.status('fresh')).toBe('CREATE_COMPLETE')
  })

  it('has nothing to do where the plan had nothing to change', async () => {
    await world.write('template.yaml', TEMPLATE)
    plan = await world.deploy({ identity: { runId: '43' }, inputs: { stages: 'plan' } })
    await world.carry('earlier')
    world.aws.reset()
    expect((await later()).outputs['reason-code']).toBe('NOTHING_TO_CHANGE')
    expect(called('ExecuteChangeSet')).toEqual([])
  })

  it('follows the operation where it is run again, and sends nothing twice', async () => {
    await later()
    const { outputs, failed } = await later({}, { identity: { attempt: '2' } })
    expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: false, code: 'DEPLOYED' })
    expect(called('ExecuteChangeSet')).toHaveLength(1)
  })

  it.each([
    ['deploy,verify,logscan,report', 'closed'],
    ['deploy,verify,report', 'open'],
  ])('that runs %s leaves the failure issue %s', async (stages, state) => {
    world.aws.script('demo', { resources: { Queue: { fail: { update: 'No room for it' } } } })
    await later()
    world.aws.script('demo', {})
    plan = await world.deploy({ identity: { runId: '45' }, inputs: { stages: 'plan' } })
    await world.carry('earlier')
    expect((await later({ stages }, { identity: { runId: '45' } })).outputs['reason-code']).toBe('DEPLOYED')
    expect(world.github.repository('octo-org/demo').issues.all()).toMatchObject([{ state }])
  })

  it('executes a plan with a secret parameter, which the record does not hold', async () => {
    await world.write(CONFIG, `${SMALLEST}    parameters: { Key: "\${secrets.KEY}" }\n`)
    await world.write('template.yaml', `Parameters:\n  Key: { Type: String, NoEcho: true }\n${changed}`)
    const env = { KEY: 'horse-battery-staple' }
    plan = await world.deploy({ env, identity: { runId: '46' }, inputs: { stages: 'plan' } })
    expect(plan.recordText).not.toContain('horse')
    await world.carry('earlier')
    expect((await later({}, { env, identity: { runId: '46' } })).outputs['reason-code']).toBe('DEPLOYED')
  })

  it('refuses where somebody changed the stack since', async () => {
    const other = TEMPLATE.replace('DisplayName: one', 'DisplayName: two')
    await world.write('template.yaml', other)
    await world.deploy({ identity: { runId: '44' } })
    await world.write('template.yaml', changed)
    world.aws.reset()
    const fix = 'Plan again and have the new plan approved.'
    expectTold(await later(), { code: 'PLAN_STALE', verdict: 'failed', headline: STALE, says: 'the stack was changed at', fix })
    expect(called('ExecuteChangeSet')).toEqual([])
  })

  it('refuses where the stack is gone', async () => {
    await world.write(CONFIG, SMALLEST.replace('demo', 'fresh'))
    plan = await world.deploy({ inputs: { stages: 'plan' } })
    await world.carry('earlier')
    await client().send(new DeleteStackCommand({ StackName: 'fresh' }))
    const headline = STALE.replace('demo', 'fresh')
    expectTold(await later(), { code: 'PLAN_STALE', verdict: 'failed', headline, says: 'the stack is gone', fix: 'Plan again' })
    expect(called('ExecuteChangeSet')).toEqual([])
  })

  it('refuses where the change set is gone', async () => {
    const name = plan.record.stacks[0]?.plan?.changeSet ?? ''
    await client().send(new DeleteChangeSetCommand({ StackName: 'demo', ChangeSetName: name }))
    const told = await later()
    expectTold(told, {
      code: 'PLAN_STALE',
      verdict: 'failed',
      headline: STALE,
      says: `change set ${name} is gone`,
      fix: 'Plan again',
    })
    expect(called('ExecuteChangeSet')).toEqual([])
  })

  it('needs nothing of the checkout: what was planned is what runs, whatever lies there by now', async () => {
    await world.write('template.yaml', 'Resources: {}\n')
    expect((await later()).outputs['reason-code']).toBe('DEPLOYED')
    expect(called('CreateChangeSet')).toEqual([])
  })

  it('is refused where a file of the record does not come with it', async () => {
    await rm(join(world.folder, 'earlier/stack-demo.json'))
    const headline = '❓ demo: deploying ended with an error; nothing was changed'
    const fix = 'Hand the whole folder of the record on'
    expectTold(await later(), { code: 'RECORD_INVALID', headline, says: 'stack-demo.json does not lie beside the record', fix })
    await world.write('earlier/stack-demo.json', '{}')
    expectTold(await later(), { code: 'RECORD_INVALID', headline, says: 'is not the one that was written with the record', fix })
    expect(world.aws.calls).toEqual([])
  })

  it('refuses where its region is another one than was planned', async () => {
    const says = 'Stack demo: its region is not the one that was planned. Nothing was executed.'
    const told = await later({ region: 'eu-west-1' })
    expectTold(told, { code: 'PLAN_STALE', verdict: 'failed', headline: STALE, says, fix: 'Plan again' })
    expect(world.aws.calls).toEqual([])
  })

  /** A plan whose configuration the next job takes from its checkout: it was not to go on elsewhere. */
  const planAlone = async () => {
    plan = await world.deploy({ inputs: { stages: 'plan, report' } })
    await world.carry('earlier')
    world.aws.reset()
  }

  it('looks at the account before anything is executed', async () => {
    await planAlone()
    await world.write(CONFIG, `${SMALLEST}account: "111122223333"\n`)
    const headline = '❓ demo: deploying ended with an error; nothing was changed'
    const fix = 'Use the credentials of the expected account'
    expectTold(await later(), { code: 'ACCOUNT_MISMATCH', headline, says: 'another account', fix })
    expect(called('ExecuteChangeSet')).toEqual([])
  })

  it('refuses a stack that the plan does not have', async () => {
    await planAlone()
    await world.write(CONFIG, `${SMALLEST}  - name: other\n    template: template.yaml\n`)
    const headline = '❓ demo, other: deploying ended with an error; nothing was changed'
    const says = 'Stack other was not planned in this run, and no record of a plan was given.'
    expectTold(await later(), { code: 'PLAN_MISSING', headline, says, fix: 'give the record of the job that planned' })
    expect(world.aws.calls).toEqual([])
  })

  it('refuses without a record', async () => {
    const headline = '❓ demo: deploying ended with an error; nothing was changed'
    const says = 'Stack demo was not planned in this run'
    const fix = 'Run the stage `plan` as well'
    expectTold(await world.deploy({ inputs: { stages: 'deploy' } }), { code: 'PLAN_MISSING', headline, says, fix })
    expect(world.aws.calls).toEqual([])
  })
})

describe('a record that cannot be used', () => {
  const EARLY = '❓ demo: deploying ended with an error; nothing was changed'
  const FIX = 'Give the record of the job that planned, and its sha256, untouched.'
  const refused = (told: Result, says: string, fix = FIX) => {
    expectTold(told, { code: 'RECORD_INVALID', headline: EARLY, says, fix })
    expect(world.aws.calls).toEqual([])
  }

  it('is not there', async () => {
    const fix = 'Plan again, by running all jobs again'
    expectTold(await later({ record: 'none.json' }), {
      code: 'RECORD_MISSING',
      headline: EARLY,
      says: 'There is no record none.json.',
      fix,
    })
    expect(world.aws.calls).toEqual([])
  })
  it('comes without a sha256', async () =>
    refused(await later({ 'record-sha256': '' }), 'without a sha256', 'Give the output `record-sha256`'))
  it('has another sha256', async () =>
    refused(await later({ 'record-sha256': 'a'.repeat(64) }), 'it is not the one that was written'))

  it('was changed', async () => {
    await world.write('earlier/record.json', plan.recordText.replace('PLANNED', 'DEPLOYED'))
    refused(await later(), 'it is not the one that was written')
  })

  const others = [
    ['commit', { sha: 'decade'.padEnd(40, '0') }, {}],
    ['repository', { repository: 'octo-org/other' }, {}],
    ['environment', {}, { environment: 'production' }],
  ] as const
  it.each(others)('is of another %s', async (_what, identity, inputs) => {
    const told = await later(inputs, { identity })
    const headline = 'environment' in inputs ? EARLY.replace('demo', 'demo on production') : EARLY
    const says = 'The record belongs to another repository, commit or environment.'
    expectTold(told, { code: 'RECORD_INVALID', headline, says, fix: FIX })
    expect(world.aws.calls).toEqual([])
  })

  const forged = [
    ['is not JSON', () => 'version: 1', 'The file is not a record of deploy-action.'],
    ['is of another version', (text: string) => text.replace('"version": 1,', '"version": 2,'), 'this action reads version 1'],
    [
      'has not its shape',
      (text: string) => text.replace('"whole": false', '"whole": "no"'),
      'record.whole is string, boolean wanted',
    ],
  ] as const
  it.each(forged)('%s, whatever its sha256', async (_what, forge, says) => {
    const text = forge(plan.recordText)
    await world.write('earlier/record.json', text)
    const told = await later({ 'record-sha256': sha256(text) })
    expectTold(told, { code: 'RECORD_INVALID', headline: EARLY, says, fix: /./ })
    expect(world.aws.calls).toEqual([])
  })

  it('names a change set whose digest is not that of the plan', async () => {
    const text = plan.recordText.replaceAll(plan.record.stacks[0]?.plan?.changeSet ?? '-', 'deploy-42-of-somebody')
    await world.write('earlier/record.json', text)
    const told = await later({ 'record-sha256': sha256(text) })
    const says = 'the digest of the plan does not fit it'
    expectTold(told, { code: 'PLAN_STALE', verdict: 'failed', headline: STALE, says, fix: 'Plan again' })
    expect(called('ExecuteChangeSet')).toEqual([])
  })

  it('stands beside the stage that would plan anew', async () => {
    const told = await later({ stages: '' })
    const says = 'the stage `plan` would make another one'
    expectTold(told, {
      code: 'INPUT_INVALID',
      headline: EARLY.replace('deploying', 'reading templates'),
      says,
      fix: 'Leave `plan` out of the input `stages`',
    })
    expect(world.aws.calls).toEqual([])
  })
})

describe('some of the stages', () => {
  it('`synthesize` asks AWS for nothing', async () => {
    const { outputs, failed, summaries } = await world.deploy({ inputs: { stages: 'synthesize' }, token: '' })
    expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: false, code: 'SYNTHESIZED' })
    expect(summaries.at(-1)).toContain('the templates are ready; nothing was planned')
    expect(summaries.at(-1)).toContain('Run the stage \\`plan\\` with this build')
    expect(world.aws.calls).toEqual([])
  })

  it('`report` alone asks AWS for nothing', async () => {
    const { outputs, failed } = await world.deploy({ inputs: { stages: 'report' } })
    expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: false, code: 'SKIPPED' })
    expect(world.aws.calls).toEqual([])
  })

  it('`verify` and `logscan` look at what is deployed and change nothing', async () => {
    await world.write(CONFIG, `${SMALLEST}verify:\n  - http: \${outputs.QueueUrl}\n    retry: { for: 0s }\n`)
    const { outputs, record } = await world.deploy({ inputs: { stages: 'verify,logscan' } })
    expect(outputs['reason-code']).toBe('CHECK_FAILED')
    expect(record.checks[0]?.reason).toContain('no answer')
    expect(new Set(world.aws.calls.map(({ action }) => action))).toEqual(
      new Set(['DescribeStacks', 'GetTemplate', 'ListStackResources']),
    )
  })

  it('`verify` where nothing is deployed', async () => {
    await world.write(CONFIG, `${SMALLEST.replace('demo', 'fresh')}verify:\n  - http: \${outputs.QueueUrl}\n`)
    const headline = '❓ fresh: checking ended with an error; nothing was changed'
    const told = await world.deploy({ inputs: { stages: 'verify' } })
    expectTold(told, { code: 'PLAN_MISSING', headline, says: 'There is no stack fresh to verify.', fix: 'Deploy it first.' })
  })
})
