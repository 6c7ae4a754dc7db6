import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deployed, LINKED, linked } from './deployed.ts'
import { type Result, type Scene, SMALLEST, scene } from './scene.ts'
import { DEPLOYED, verdictOf } from './sight.ts'

const NEXT = { identity: { runId: '43' } }
const TO = `outputs-to:
  - secret: { id: app/api, keys: { QUEUE_URL: "\${outputs.QueueUrl}" } }
  - parameter: { name: /app/queue, value: "\${outputs.demo.QueueUrl}" }
  - config: { to: "s3://web/config.json", keys: { queueUrl: "\${outputs.QueueUrl}", region: us-east-1 } }
`

let world: Scene
beforeEach(async () => {
  world = await scene()
  world.aws.keeping.secrets.set('app/api', '{"PASSWORD":"rosebud","QUEUE_URL":"old","n":[1]}')
  world.aws.objects.createBucket('web')
  world.aws.objects.put('web', 'config.json', '{"theme":"dark","region":"us-east-1"}', { 'cache-control': 'max-age=60' })
  await world.write('.github/deploy.yml', `${SMALLEST}${TO}`)
})
afterEach(() => world.close())

const keysOf = ({ record }: Result) =>
  record.destinations?.map(({ where, keys }) => [where, ...keys.map(({ key, state }) => `${key} ${state}`)].join(': '))
const writes = () =>
  world.aws.calls
    .filter(({ action }) => ['PutSecretValue', 'PutParameter', 'PutObject'].includes(action))
    .map(({ action }) => action)
const config = () => {
  const found = world.aws.objects.read('web', 'config.json')
  return found && found !== 'no bucket'
    ? { ...JSON.parse(found.body.toString()), cached: found.headers['cache-control'] }
    : undefined
}
const PLAN = { inputs: { stages: 'synthesize,plan' } }

describe('outputs where others read them', () => {
  it('are shown in the plan by key, and nothing is written there', async () => {
    const first = await world.deploy(PLAN)
    expect(keysOf(first)).toEqual([
      'the secret app/api: QUEUE_URL later',
      'the parameter /app/queue: value later',
      's3://web/config.json: queueUrl later: region later',
    ])
    await world.deploy(NEXT)
    world.aws.keeping.parameters.set('/app/queue', { text: 'moved', type: 'String', version: 2 })
    world.aws.objects.put('web', 'config.json', '{}')
    const before = writes().length
    const again = await world.deploy({ ...PLAN, identity: { runId: '44' } })
    expect(keysOf(again)).toEqual([
      'the secret app/api: QUEUE_URL same',
      'the parameter /app/queue: value differs',
      's3://web/config.json: queueUrl absent: region absent',
    ])
    expect(writes()).toHaveLength(before)
    expect(again.summary).toContain('### Outputs elsewhere')
  })

  it('are written after the deployment, the named keys only, and only where they differ', async () => {
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const { QueueUrl: url } = JSON.parse(result.outputs['stacks'] ?? '').demo.outputs
    expect(JSON.parse(world.aws.keeping.secrets.get('app/api') ?? '')).toEqual({ PASSWORD: 'rosebud', QUEUE_URL: url, n: [1] })
    expect(world.aws.keeping.parameters.get('/app/queue')).toEqual({ text: url, type: 'String', version: 1 })
    expect(config()).toEqual({ theme: 'dark', region: 'us-east-1', queueUrl: url, cached: 'max-age=60' })
    expect(keysOf(result)).toEqual([
      'the secret app/api: QUEUE_URL written',
      'the parameter /app/queue: value written',
      's3://web/config.json: queueUrl written: region unchanged',
    ])
    expect(writes()).toEqual(['PutSecretValue', 'PutParameter', 'PutObject'])
    for (const text of [result.recordText, result.summary, result.lines.join()]) expect(text).not.toContain('rosebud')
    expect(verdictOf(await world.deploy(NEXT))).toMatchObject({ failed: false })
    expect(writes()).toHaveLength(3)
  })

  it('stop the plan where what they need is not there, and leave no change set', async () => {
    world.aws.keeping.secrets.clear()
    await world.write('.github/deploy.yml', `${SMALLEST}outputs-to: [{ secret: { id: app/api, keys: { A: b } } }]\n`)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'OUTPUTS_UNWRITTEN' })
    expect(result.summary).toContain('There is no secret app/api')
    expect(world.aws.calls.map(({ action }) => action)).toContain('DeleteChangeSet')
    expect(world.aws.calls.map(({ action }) => action)).not.toContain('ExecuteChangeSet')
  })

  it('fail the run where one cannot be written, after the others were', async () => {
    world.aws.fault({ action: 'PutSecretValue', kind: 'denied' })
    const result = await world.deploy()
    expect(verdictOf(result)).toMatchObject({ failed: true, reason: 'ACCESS_DENIED' })
    expect(writes()).toEqual(['PutSecretValue', 'PutParameter', 'PutObject'])
    expect(result.record.destinations?.[0]).toMatchObject({
      keys: [{ state: 'failed' }],
      reason: expect.stringContaining('PutSecretValue'),
    })
    expect(result.record.stages.find(({ stage }) => stage === 'deploy')?.reason).toContain('demo deployed')
  })

  it('need not be readable by the role of the plan', async () => {
    await world.deploy()
    world.aws.fault({ action: 'GetSecretValue', kind: 'denied', times: 1 })
    const result = await world.deploy({ ...PLAN, ...NEXT })
    expect(result.failed).toBe(false)
    expect(result.summary).toContain('could not be looked at')
  })

  it('never put a secret where anybody can read it', async () => {
    await world.write(
      '.github/deploy.yml',
      `${SMALLEST}outputs-to: [{ config: { to: "s3://web/config.json", keys: { A: rosebud-1941 } } }]\n`,
    )
    const result = await world.deploy({ env: { APP_PASSWORD: 'rosebud-1941' } })
    expect(verdictOf(result)).toMatchObject({ reason: 'OUTPUTS_UNWRITTEN' })
    expect(result.summary).toContain('A would put a secret where it can be read')
    expect(result.recordText).not.toContain('rosebud')
  })

  it('leave alone what is no JSON object, and never show it', async () => {
    world.aws.keeping.secrets.set('app/api', 'rosebud')
    await world.write('.github/deploy.yml', `${SMALLEST}outputs-to: [{ secret: { id: app/api, keys: { A: b } } }]\n`)
    const result = await world.deploy()
    expect(result.summary).toContain('is no JSON object')
    expect(result.recordText).not.toContain('rosebud')
    expect(writes()).toEqual([])
  })

  it('lose to who wrote the same file meanwhile', async () => {
    world.aws.fault({ action: 'PutObject', kind: 'error', status: 412, code: 'PreconditionFailed', message: 'no' })
    const result = await world.deploy()
    expect(result.record.destinations?.[2]?.reason).toContain('changed by somebody else')
  })

  it('are what they were again once the version before is back', async () => {
    let ill = false
    const system = await deployed(world, () => ({ status: ill ? 500 : 200 }))
    const rest = `verify: [{ name: health, http: { url: "\${outputs.Url}/health" }, retry: { for: 0s } }]
on-unhealthy: rollback
outputs-to: [{ parameter: { name: /app/version, value: "\${outputs.Version}" } }]
`
    const version = (name: string, seconds: number) =>
      `${LINKED.replace('AWS::SQS::Queue', `AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} }`)}  Version: { Value: ${name} }\n`
    await world.write('.github/deploy.yml', linked(system.url, rest))
    await world.write('template.yaml', version('one', 30))
    await world.deploy()
    await world.write('template.yaml', version('two', 60))
    ill = true
    const result = await world.deploy(NEXT)
    expect(verdictOf(result)).toMatchObject({ reason: 'ROLLED_BACK' })
    expect(world.aws.keeping.parameters.get('/app/version')).toMatchObject({ text: 'one', version: 3 })
    await system.close()
  })
})
