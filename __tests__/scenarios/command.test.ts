import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type OwnTool, ownTool } from './own-tool.ts'
import { begun, count, DEPLOYED, verdictOf } from './sight.ts'

let world: OwnTool
beforeEach(async () => {
  world = await ownTool()
})
afterEach(() => world.close())

const WATCHES = 'watches: [demo]'
const deploys = (...steps: readonly string[]) => `deploy: "node tool.mjs ${steps.join(' ')}", ${WATCHES}`
const failedAs = (reason: string) => ({ failed: true, verdict: 'failed', reason })

describe('a command that deploys', () => {
  it('is run beside a watcher, and says beforehand that nobody can review it', async () => {
    const result = await world.run(deploys('deploy:demo:30', 'wait:demo'))
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const [stack] = result.record.stacks
    expect(stack?.plan).toMatchObject({ kind: 'command', changes: [] })
    expect(stack?.operation).toMatchObject({ kind: 'create', state: 'succeeded', status: 'CREATE_COMPLETE' })
    expect(stack?.outputs).toHaveProperty('QueueUrl')
    expect(result.record.stages[1]?.findings).toMatchObject([{ code: 'PLAN_UNREVIEWABLE', where: 'demo' }])
    expect(result.summary).toContain('node tool.mjs deploy:demo:30 wait:demo')
    expect(result.lines.join('\n')).toContain('user agent: deploy-action-42, key: given')
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK'])
  })

  it('is followed after its end, where it left the stack under way', async () => {
    await world.run(deploys('deploy:demo:30', 'wait:demo'))
    const result = await world.run(deploys('deploy:demo:60'), { identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.operation).toMatchObject({ kind: 'update', state: 'succeeded', status: 'UPDATE_COMPLETE' })
    expect(result.record.stacks[0]?.wayBack).toMatchObject({
      risk: 'medium',
      lost: [expect.stringContaining('Key'), expect.stringContaining('not known beforehand')],
    })
  })

  it('may leave the stack alone', async () => {
    await world.run(deploys('deploy:demo:30', 'wait:demo'))
    const result = await world.run(deploys(), { identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
    expect(result.summary.split('\n')[0]).not.toContain('the plan is ready')
    expect(result.record.stacks[0]?.operation).toBeUndefined()
    expect(result.lines.join('\n')).toContain('demo: not touched, CREATE_COMPLETE')
  })

  it('that leaves no stack at all has not deployed it', async () => {
    const result = await world.run(deploys())
    expect(verdictOf(result)).toEqual(failedAs('DEPLOY_FAILED'))
    expect(result.record.stages[2]?.reason).toContain('there is no such stack')
  })

  it('cannot be told from somebody else where there were two operations', async () => {
    const result = await world.run(deploys('deploy:demo:30', 'wait:demo', 'deploy:demo:60', 'wait:demo'))
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'inconclusive', reason: 'DEPLOY_UNKNOWN' })
    expect(result.record.stages[2]?.reason).toContain('2 operations')
  })

  it('that fails after the stack is well has failed, and the record says how the stack is', async () => {
    const result = await world.run(`deploy: "node tool.mjs deploy:demo:30 wait:demo; exit 3", ${WATCHES}`)
    expect(verdictOf(result)).toEqual(failedAs('TOOL_FAILED'))
    expect(result.record.stages[2]?.reason).toContain('ended with status 3')
    expect(result.record.stages[2]?.reason).toContain('demo: changed, CREATE_COMPLETE')
    expect(result.record.stacks[0]?.operation).toMatchObject({ state: 'succeeded' })
  })

  it('that ends well over a stack that failed has not deployed it', async () => {
    world.aws.script('demo', { resources: { Queue: { fail: { create: 'no more queues' } } } })
    const result = await world.run(deploys('deploy:demo:30'))
    expect(verdictOf(result)).toEqual(failedAs('DEPLOY_FAILED'))
    expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Queue', reason: 'no more queues' })
  })

  it('that hangs is ended at its limit', async () => {
    const result = await world.run(`deploy: "node tool.mjs sleep:6000 && sleep 60", limit: 5s, ${WATCHES}`)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'TOOL_TIMED_OUT' })
  })

  it('prints no key that it was given', async () => {
    const result = await world.run(`deploy: "echo key $AWS_SECRET_ACCESS_KEY; node tool.mjs deploy:demo:30", ${WATCHES}`)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect([...result.lines, result.recordText].join('\n')).not.toContain('an-access-key-of-the-test')
    expect(result.lines.join('\n')).toContain('key ***')
  })

  it('builds without keys', async () => {
    const result = await world.run(`build: "node tool.mjs", ${deploys('deploy:demo:30')}`)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.join('\n')).toContain('build: user agent: deploy-action-42, key: none')
  })

  it('is to make what it hands on', async () => {
    const result = await world.run(`build: "node tool.mjs", artifacts: [dist], ${deploys('deploy:demo:30')}`)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'ARTIFACT_REFUSED' })
    expect(begun(world.aws)).toEqual([])
  })
})

describe('a plan of a command that leaves a change set', () => {
  const plans = (...steps: readonly string[]) => `plan: "node tool.mjs ${steps.join(' ')}", deploy: "exit 9", ${WATCHES}`

  it('is reviewed, and executed by us in place of the command', async () => {
    await world.run(deploys('deploy:demo:30', 'wait:demo'))
    const result = await world.run(plans('plan:demo:60:theirs'), { identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const [stack] = result.record.stacks
    expect(stack?.plan).toMatchObject({
      kind: 'update',
      changeSet: 'theirs',
      changes: [{ action: 'Modify', logicalId: 'Queue' }],
    })
    expect(stack?.operation).toMatchObject({ state: 'succeeded', token: expect.stringMatching(/^deploy-action-execute-/) })
    expect(world.aws.calls.filter((call) => call.action === 'ExecuteChangeSet').at(-1)?.params).toMatchObject({
      ChangeSetName: 'theirs',
      ClientRequestToken: stack?.operation?.token,
    })
  })

  it('shows what it was made with, but for what is secret', async () => {
    const { record, recordText } = await world.run(plans('plan:demo:60:theirs'), { inputs: { stages: 'synthesize, plan' } })
    expect(record.stacks[0]?.parameters).toEqual([
      { name: 'Word', source: 'given', secret: false, value: 'of their own' },
      { name: 'Key', source: 'given', secret: true },
    ])
    expect(recordText).not.toContain('nobody shall know')
  })

  it('may be of a first creation', async () => {
    const result = await world.run(plans('plan:demo:60:theirs'))
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.plan).toMatchObject({ kind: 'create', changeSet: 'theirs' })
  })

  it('is refused where it leaves two', async () => {
    const result = await world.run(plans('plan:demo:60:one', 'plan:demo:90:other'))
    expect(verdictOf(result)).toEqual(failedAs('PLAN_FAILED'))
    expect(result.record.stages[1]?.reason).toContain('left 2 change sets (')
    expect(count(world.aws, 'ExecuteChangeSet')).toBe(0)
  })

  it('is refused where it deployed', async () => {
    const result = await world.run(plans('deploy:demo:60'))
    expect(verdictOf(result)).toEqual(failedAs('PLAN_FAILED'))
    expect(result.record.stages[1]?.reason).toContain('was changed while its `plan` ran')
  })

  it('is judged as any other, and taken away where it must not run', async () => {
    await world.run(deploys('deploy:demo:30', 'wait:demo'))
    const result = await world.run(plans('plan:demo:without-orders:theirs'), { identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(failedAs('PLAN_BLOCKED'))
    expect(result.record.stages[1]?.findings).toMatchObject([
      { title: '`plan` of service ran code of the repository with AWS credentials' },
      { code: 'PLAN_BLOCKED', where: 'demo/Orders' },
    ])
    expect(count(world.aws, 'DeleteChangeSet')).toBe(1)
    expect(begun(world.aws)).toEqual(['demo CREATE_STACK'])
  })

  it('that fails stops the run', async () => {
    const result = await world.run(`plan: "exit 4", deploy: "exit 9", ${WATCHES}`)
    expect(verdictOf(result)).toEqual(failedAs('TOOL_FAILED'))
  })

  it('that changes nothing has nothing to execute', async () => {
    await world.run(deploys('deploy:demo:30', 'wait:demo'))
    const result = await world.run(plans('plan:demo:30:theirs'), { identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual({ failed: false, verdict: 'successful', reason: 'NOTHING_TO_CHANGE' })
  })

  it('that only prints leaves the command to decide', async () => {
    const result = await world.run(`plan: "echo what would be", ${deploys('deploy:demo:30')}`)
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.record.stacks[0]?.plan?.kind).toBe('command')
  })
})
