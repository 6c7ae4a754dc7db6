import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Scene, SMALLEST, scene } from './scene.ts'
import { DEPLOYED, executed, verdictOf } from './sight.ts'

const GENERATED = `secrets:
  - { name: app/db, json-key: user, missing: generate, length: 16, alphabet: hex }
  - { name: app/db, json-key: password, missing: generate }
  - { name: app/pepper, missing: generate, length: 40, alphabet: symbols }
  - { name: /app/key, store: ssm, missing: generate }
`
const ABSENT = { failed: true, verdict: 'failed', reason: 'SECRET_ABSENT' }
const PLAN = { inputs: { stages: 'synthesize,plan' } }
const NEXT = { identity: { runId: '43' } }

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', `${SMALLEST}${GENERATED}`)
})
afterEach(() => world.close())

const kept = () => ({
  db: JSON.parse(world.aws.keeping.secrets.get('app/db') ?? '{}') as Record<string, string>,
  pepper: world.aws.keeping.secrets.get('app/pepper'),
  key: world.aws.keeping.parameters.get('/app/key'),
})
const everything = ({ recordText, summary, lines, annotations, outputs }: Result) =>
  [recordText, summary, ...lines, ...annotations, ...Object.values(outputs)].join('\n')
const made = () => world.aws.calls.filter(({ action }) => ['CreateSecret', 'PutParameter', 'PutSecretValue'].includes(action))

describe('secrets that are not there', () => {
  it('are told in the plan, which makes none', async () => {
    const result = await world.deploy(PLAN)
    expect(result.summary).toContain('will be generated: user of 16 characters, password of 32 characters')
    expect(made()).toEqual([])
  })

  it('are generated before anything is executed, as they were asked for, and never shown', async () => {
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const { db, pepper, key } = kept()
    expect(db['user']).toMatch(/^[0-9a-f]{16}$/)
    expect(db['password']).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(pepper).toMatch(/^[A-Za-z0-9!*._~-]{40}$/)
    expect(key).toMatchObject({ text: expect.stringMatching(/^[A-Za-z0-9]{32}$/), type: 'SecureString', version: 1 })
    const actions = world.aws.calls.map(({ action }) => action)
    expect(actions.lastIndexOf('CreateSecret')).toBeLessThan(actions.indexOf('ExecuteChangeSet'))
    for (const value of [db['user'], db['password'], pepper, key?.text]) expect(everything(result)).not.toContain(value)
  })

  it('are left as they are from then on', async () => {
    await world.deploy()
    const before = kept()
    const calls = made().length
    const result = await world.deploy(NEXT)
    expect(result.failed).toBe(false)
    expect([kept(), made().length]).toEqual([before, calls])
    expect(result.summary).not.toContain('will be generated')
  })

  it('are left to who made them between look and creation', async () => {
    const planned = await world.deploy(PLAN)
    await world.carry('handed')
    world.aws.fault({ action: 'CreateSecret', kind: 'error', status: 400, code: 'ResourceExistsException', message: 'exists' })
    world.aws.fault({ action: 'PutParameter', kind: 'error', status: 400, code: 'ParameterAlreadyExists', message: 'exists' })
    const record = { record: join(world.folder, 'handed/record.json'), 'record-sha256': planned.outputs['record-sha256'] ?? '' }
    const result = await world.deploy({ inputs: { stages: 'deploy', ...record } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.join('\n')).toContain('app/db is there by now, and was left as it is')
  })

  it('are made once where the answer is lost', async () => {
    world.aws.fault({ action: 'CreateSecret', kind: 'reset-after', times: 1 })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(kept().db['password']).toMatch(/^[A-Za-z0-9]{32}$/)
  })

  it('stop the plan where they may not be generated, which is so unless it is asked for', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}secrets: [{ name: app/db }]\n`)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(ABSENT)
    expect(result.summary).toContain('There is no secret app/db')
    expect(executed(world.aws)).toBe(0)
    expect(world.aws.calls.map(({ action }) => action)).toContain('DeleteChangeSet')
    world.aws.keeping.secrets.set('app/db', 'rosebud')
    const again = await world.deploy(NEXT)
    expect(verdictOf(again)).toEqual(DEPLOYED)
    expect(everything(again)).not.toContain('rosebud')
  })

  it('stop the deployment where one has gone since the plan, before anything is executed', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}secrets: [{ name: app/db }]\n`)
    world.aws.keeping.secrets.set('app/db', 'rosebud')
    const planned = await world.deploy(PLAN)
    await world.carry('handed')
    world.aws.keeping.secrets.clear()
    const record = { record: join(world.folder, 'handed/record.json'), 'record-sha256': planned.outputs['record-sha256'] ?? '' }
    expect(verdictOf(await world.deploy({ inputs: { stages: 'deploy', ...record } }))).toEqual(ABSENT)
    expect(executed(world.aws)).toBe(0)
  })

  it('are never changed: a key that one lacks is not added', async () => {
    world.aws.keeping.secrets.set('app/db', '{"user":"a"}')
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(ABSENT)
    expect(result.summary).toContain('The secret app/db has no key password')
    expect(made()).toEqual([])
  })

  it('need not be readable by the role of the plan', async () => {
    world.aws.fault({ action: 'GetSecretValue', kind: 'denied', times: 1 })
    const result = await world.deploy(PLAN)
    expect(result.failed).toBe(false)
    expect(result.summary).toContain('could not be looked at')
  })

  it('cannot be declared twice as one text', async () => {
    await world.write('.github/deploy.yml', `${SMALLEST}secrets: [{ name: a }, { name: a, json-key: b }]\n`)
    expect(verdictOf(await world.deploy())).toMatchObject({ reason: 'CONFIG_INVALID' })
  })
})
