import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Scene, scene, TEMPLATE } from './scene.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', THREE)
})
afterEach(() => world.close())

/** Written in the opposite of the order in which they can be deployed. */
const THREE = `version: 1
stacks:
  - { name: web, template: template.yaml, depends-on: [api] }
  - { name: api, template: template.yaml, depends-on: [data] }
  - { name: data, template: template.yaml }
environments:
  production:
    stacks:
      - { name: api, tags: { tier: gold } }
    verify:
      - http: http://127.0.0.1:1/
        retry: { for: 0s }
`
const issues = () => world.github.repository('octo-org/demo').issues.all()
const executed = () => world.aws.calls.filter((c) => c.action === 'ExecuteChangeSet').map((c) => c.params['StackName'])
const outcome = ({ failed, outputs }: Result) => ({ failed, verdict: outputs['verdict'], code: outputs['reason-code'] })
const WELL = { failed: false, verdict: 'successful', code: 'DEPLOYED' }
const ILL = { failed: true, verdict: 'failed', code: 'DEPLOY_FAILED' }

const breaking = (stack: string) => world.aws.script(stack, { resources: { Queue: { fail: { create: 'No room for it' } } } })

describe('several stacks', () => {
  it('are deployed in the order of what they depend on, each after the one before has ended', async () => {
    const result = await world.deploy()
    expect(outcome(result)).toEqual(WELL)
    expect(executed()).toEqual(['data', 'api', 'web'])
    expect(result.record.stacks.map(({ name }) => name)).toEqual(['data', 'api', 'web'])
    const times = result.record.stacks.flatMap(({ operation }) => [operation?.startedAt ?? '', operation?.endedAt ?? ''])
    expect(times).toEqual(times.toSorted())
    expect(result.summary.split('\n')[0]).toBe('## ✅ data, api, web: the new version is deployed; nothing was checked')
    expect(Object.keys(JSON.parse(result.outputs['stacks'] ?? '{}') as object)).toEqual(['data', 'api', 'web'])
  })

  it('are all planned before the first is executed', async () => {
    await world.deploy()
    const order = world.aws.calls.map((c) => c.action).filter((a) => ['CreateChangeSet', 'ExecuteChangeSet'].includes(a))
    expect(order).toEqual([...Array(3).fill('CreateChangeSet'), ...Array(3).fill('ExecuteChangeSet')])
  })

  it('stop at the first that fails, and say which are done and which were not begun', async () => {
    breaking('api')
    const result = await world.deploy()
    expect(outcome(result)).toEqual(ILL)
    expect(executed()).toEqual(['data', 'api'])
    expect(result.record.stacks.map(({ name, operation }) => `${name} ${operation?.status}`)).toEqual([
      'data CREATE_COMPLETE',
      'api ROLLBACK_COMPLETE',
      'web undefined',
    ])
    const said = result.record.stages.find(({ stage }) => stage === 'deploy')?.reason
    expect(said).toBe('api: api/Queue (AWS::SQS::Queue): No room for it. Done before: data. Not begun: web.')
    const headline = '## ❌ data, api, web: the first deployment failed and CloudFormation took it away again'
    expect(result.summary.split('\n')[0]).toBe(headline)
    expect(result.summary).toContain('Other stacks already have the new version')
    expect(issues()).toMatchObject([{ title: 'Deployment of api failed: DEPLOY_FAILED', state: 'open' }])
  })

  it('are not touched where the plan of one of them fails', async () => {
    world.aws.script('api', { changeSetFailure: 'Something in it is wrong' })
    expect(outcome(await world.deploy())).toEqual({ failed: true, verdict: 'failed', code: 'PLAN_FAILED' })
    expect(executed()).toEqual([])
  })

  it('go on from where the run before had stopped', async () => {
    breaking('web')
    await world.deploy()
    world.aws.reset()
    await world.write('.github/deploy.yml', THREE.replace('name: web', 'name: web2'))
    expect(outcome(await world.deploy({ identity: { runId: '43' } }))).toEqual(WELL)
    expect(executed()).toEqual(['web2'])
  })
})

describe('a subset of the stacks', () => {
  it('is worked on alone', async () => {
    const result = await world.deploy({ inputs: { stacks: 'data' } })
    expect(outcome(result)).toEqual(WELL)
    expect(executed()).toEqual(['data'])
    expect(result.record).toMatchObject({ whole: false, stacks: [{ name: 'data' }] })
  })

  it('says in log, summary and record what is left out, and still takes its outputs', async () => {
    const fed = THREE.replace(
      'name: api, template: template',
      'name: api, parameters: { Url: "${outputs.data.QueueUrl}" }, template: api',
    )
    await world.write('.github/deploy.yml', fed)
    await world.write(
      'api.yaml',
      `Parameters: { Url: { Type: String } }\n${TEMPLATE.replace('DisplayName: one', 'DisplayName: !Ref Url')}`,
    )
    await world.deploy({ inputs: { stacks: 'data' } })
    world.aws.reset()
    const result = await world.deploy({ identity: { runId: '43' }, inputs: { stacks: 'api' } })
    expect(outcome(result)).toEqual(WELL)
    expect(executed()).toEqual(['api'])
    expect(result.record.leftOut).toEqual([{ name: 'web' }, { name: 'data' }])
    expect(result.lines).toContain('Left out: web, data')
    expect(result.summary).toContain('Left out, and as before: web, data.')
    const url = result.record.stacks[0]?.parameters.find(({ name }) => name === 'Url')?.value
    expect(url).toMatch(/^https:.*Queue/)
  })

  it('is checked by what one says that is left out', async () => {
    const verify = 'verify:\n  - { http: "${outputs.data.Url}", retry: { for: 0s } }\n'
    await world.write('.github/deploy.yml', `${THREE.split('environments:')[0]}${verify}`)
    await world.write('template.yaml', `${TEMPLATE}  Url: { Value: "http://127.0.0.1:1/" }\n`)
    await world.deploy({ inputs: { stacks: 'data', stages: 'plan,deploy' } })
    const result = await world.deploy({ identity: { runId: '43' }, inputs: { stacks: 'api' } })
    expect(result.record.checks).toMatchObject([{ kind: 'http', phase: 'failed' }])
    expect(result.outputs['reason-code']).toBe('CHECK_FAILED')
  })

  it('that needs the output of one that is not there is refused, and says so', async () => {
    await world.write(
      '.github/deploy.yml',
      THREE.replace('name: api,', 'name: api, parameters: { Url: "${outputs.data.QueueUrl}" },'),
    )
    const result = await world.deploy({ inputs: { stacks: 'api' } })
    expect(outcome(result)).toEqual({ failed: true, verdict: 'error', code: 'VALUE_UNKNOWN' })
    expect(executed()).toEqual([])
  })

  it.each(['data-Child-1X2Y3Z', 'data/Child'])('that is a nested stack is refused: %s', async (name) => {
    const result = await world.deploy({ inputs: { stacks: name } })
    expect(outcome(result)).toEqual({ failed: true, verdict: 'error', code: 'STACK_UNKNOWN' })
    const [stage] = result.record.stages
    expect(stage?.reason).toContain('A nested stack cannot be deployed alone: what changes is its root.')
    expect(stage?.fix).toBe(`If ${name} is nested in data, name data.`)
  })

  it('is deployed in order, however it is written', async () => {
    await world.deploy({ inputs: { stacks: ' api ,data,' } })
    expect(executed()).toEqual(['data', 'api'])
  })

  it('never closes an issue; a run of all stacks does', async () => {
    world.aws.script('data', { changeSetFailure: 'Something in it is wrong' })
    await world.deploy()
    world.aws.reset()
    world.aws.script('data', {})
    await world.deploy({ identity: { runId: '43' }, inputs: { stacks: 'data' } })
    expect(issues()).toMatchObject([{ state: 'open', title: 'Deployment of api, data, web failed: PLAN_FAILED' }])
    expect(outcome(await world.deploy({ identity: { runId: '44' } }))).toEqual(WELL)
    expect(issues()).toMatchObject([{ state: 'closed' }])
  })
})

describe('an environment', () => {
  it('overlays the file: stacks by name, and what it adds', async () => {
    const { record, outputs } = await world.deploy({ inputs: { environment: 'production' } })
    expect(record.environment).toBe('production')
    expect(record.checks).toHaveLength(1)
    expect(outputs['reason-code']).toBe('CHECK_FAILED')
    const tags = world.aws.calls.filter((c) => c.action === 'CreateChangeSet').map((c) => c.params['Tags'])
    expect(tags).toEqual([undefined, [{ Key: 'tier', Value: 'gold' }], undefined])
  })

  it('that is not asked for changes nothing', async () => {
    const { record, outputs } = await world.deploy()
    expect({ checks: record.checks, code: outputs['reason-code'] }).toEqual({ checks: [], code: 'DEPLOYED' })
  })
})

it('a template without a difference is left alone beside one that has changed', async () => {
  await world.deploy()
  world.aws.reset()
  await world.write('other.yaml', TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60'))
  await world.write('.github/deploy.yml', THREE.replace('name: api, template: template', 'name: api, template: other'))
  const result = await world.deploy({ identity: { runId: '43' } })
  expect(outcome(result)).toEqual(WELL)
  expect(executed()).toEqual(['api'])
  expect(result.record.stacks.map(({ plan }) => plan?.kind)).toEqual(['none', 'update', 'none'])
})
