import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Deployed, deployed } from './deployed.ts'
import { type Result, type Run, type Scene, SMALLEST, scene } from './scene.ts'
import { DEPLOYED, executed, verdictOf } from './sight.ts'

const TEMPLATE = `Parameters:
  Size: { Type: String }
  Password: { Type: String, NoEcho: true, MinLength: 8 }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
`
const CONFIG = `${SMALLEST}    parameters-file: parameters/111122223333.yaml
    stack-policy: policy.json
report: { issue: { labels: [ours], assign: codeowners } }
`
const POLICY = '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', CONFIG)
  await world.write('template.yaml', TEMPLATE)
  await world.write('policy.json', POLICY)
  await world.write('.github/CODEOWNERS', '* @octocat\n')
  await world.write('parameters/111122223333.yaml', 'Size: ${env.SIZE}\nPassword: ${secrets.DB}\n')
})
afterEach(() => world.close())

const VARIABLES = { variables: 'SIZE: large' }
const plan = (run: Run = {}) => world.deploy({ ...run, inputs: { stages: 'gate, plan', ...VARIABLES, ...run.inputs } })
const next = (stages: string, { kept, outputs }: Result, run: Run = {}) =>
  world.deploy({
    ...run,
    inputs: {
      ...{ stages, ...VARIABLES, secrets: 'DB: correct-horse-battery', record: join(kept, 'record.json') },
      'record-sha256': outputs['record-sha256'] ?? '',
      ...run.inputs,
    },
  })
/** No checkout: nothing of the repository is there. */
const gone = () =>
  Promise.all(
    ['.github', 'template.yaml', 'policy.json', 'parameters'].map((path) => rm(join(world.folder, path), { recursive: true })),
  )
const told = ({ failed, outputs, annotations }: Result) => [failed, outputs['reason-code'], annotations.join('\n')]

describe('a job that goes on from a record', () => {
  it('needs no checkout, and leaves what the next one needs', async () => {
    const planned = await plan()
    expect(verdictOf(planned)).toEqual({ failed: false, verdict: 'successful', reason: 'PLANNED' })
    await gone()
    const done = await next('deploy, verify, rollback', planned)
    expect([verdictOf(done), executed(world.aws)]).toEqual([DEPLOYED, 1])
    // Behind a deployment nobody asks for parameters any more.
    const [main, , , owners] = planned.record.configuration?.files ?? []
    expect(done.record.configuration?.files).toEqual([main, owners])
    const reported = await next('report', done)
    expect([reported.failed, reported.record.configuration?.sha256]).toEqual([false, planned.record.configuration?.sha256])
  })

  it('tells the same people of a failure', async () => {
    const planned = await plan()
    await gone()
    world.aws.script('demo', { resources: { Queue: { fail: { create: 'no' } } } })
    expect((await next('deploy, report', planned)).failed).toBe(true)
    const [issue] = world.github.repository('octo-org/demo').issues.all()
    expect(issue).toMatchObject({ labels: expect.arrayContaining(['ours']), assignees: ['octocat'] })
  })

  it('reads what was planned, whatever was checked out since', async () => {
    const planned = await plan()
    await world.write('parameters/111122223333.yaml', 'Size: small\nPassword: ${secrets.DB}\n')
    await world.write('.github/deploy.yml', 'version: 1\nstacks: []\n')
    expect(verdictOf(await next('deploy', planned))).toEqual(DEPLOYED)
  })

  it('names no number of an account', async () => {
    const { recordText } = await plan()
    expect(recordText).not.toContain('111122223333')
    expect(recordText).toMatch(/"path": "configuration-[0-9a-f]{16}"/)
  })

  it.each([
    ['the configuration', 'configuration.yml', 'stacks: []'],
    ['nothing in its place', 'configuration.yml', undefined],
    ['the record', 'record.json', '{}'],
  ])('refuses another file in place of it: %s', async (_what, name, text) => {
    const planned = await plan()
    await (text === undefined ? rm(join(world.folder, planned.kept, name)) : world.write(join(planned.kept, name), text))
    const [failed, code] = told(await next('deploy', planned))
    expect([failed, code, executed(world.aws)]).toEqual([true, 'RECORD_INVALID', 0])
  })

  it('says to plan again where the record ended', async () => {
    const planned = await plan()
    await gone()
    await rm(join(world.folder, planned.kept), { recursive: true })
    const [failed, code, said] = told(await next('deploy', planned))
    expect([failed, code, said]).toEqual([true, 'RECORD_MISSING', expect.stringContaining('Plan again')])
    const none = await next('deploy', planned, { inputs: { 'record-sha256': '' } })
    expect(told(none)[1]).toBe('RECORD_MISSING')
  })

  it('must check out what holds a secret', async () => {
    await world.write('policy.json', POLICY.replace('Allow', 'a-token-of-the-step'))
    const planned = await plan({ env: { MY_TOKEN: 'a-token-of-the-step' } })
    expect(planned.lines).toContain('policy.json holds a secret, so a job that goes on from here has to check it out')
    expect(planned.record.configuration?.files).toHaveLength(3)
  })

  it('is handed no file with the value of a hidden parameter, nor the stack that it is for', async () => {
    await world.write('parameters/111122223333.yaml', 'Size: large\nPassword: out-of-a-vault\n')
    const planned = await plan()
    expect(planned.record.configuration?.files).toHaveLength(3)
    const folder = join(world.folder, planned.kept)
    for (const file of await readdir(folder)) expect(await readFile(join(folder, file), 'utf8')).not.toContain('out-of-a-vault')
    expect(told(await next('deploy', planned))[1]).toBe('PLAN_MISSING')
  })

  it('is handed only the configuration of a plan that failed: what it takes for parameters is not known to be harmless', async () => {
    await world.write('parameters/111122223333.yaml', 'Size: large\nPassword: out-of-a-vault\n')
    await world.write('template.yaml', 'Resources: []\n')
    const planned = await plan()
    expect(planned.outputs['reason-code']).toBe('TEMPLATE_INVALID')
    expect(planned.record.configuration?.files).toHaveLength(2)
  })

  it('goes back by the file that is there now, else by that of the record', async () => {
    await next('synthesize, plan, deploy, report', { kept: '', outputs: {} } as never, {
      inputs: { record: '', 'record-sha256': '' },
    })
    await world.write('template.yaml', TEMPLATE.replace('30', '60'))
    const changed = await next('plan, deploy', { kept: '', outputs: {} } as never, {
      identity: { runId: '43' },
      inputs: { stages: 'synthesize, plan, deploy', record: '', 'record-sha256': '' },
    })
    expect(verdictOf(changed)).toEqual(DEPLOYED)
    await gone()
    const back = await next('rollback', changed, { identity: { runId: '44' } })
    expect(back.outputs['reason-code']).toBe('ROLLED_BACK')
  })
})

describe('a secret that only the deploying job has', () => {
  let system: Deployed
  beforeEach(async () => {
    await world.write('template.yaml', 'Resources: { Queue: { Type: AWS::SQS::Queue } }\n')
    system = await deployed(world, () => ({
      status: system.asked.at(-1)?.headers['x-key'] === 'a-key-for-checks' ? 200 : 403,
      headers: {},
      body: '',
    }))
    const hooks = (time: string) =>
      `  ${time}:\n    - command: { run: 'test "$A" = hook-secret', env: { A: "\${secrets.HOOK}" } }\n`
    const verify = `verify:\n  - http: { url: "${system.url}/", headers: { x-key: "\${secrets.CHECK}" } }\n    retry: { for: 0s }\n`
    await world.write('.github/deploy.yml', `${SMALLEST}hooks:\n${hooks('after-deploy')}${hooks('before-rollback')}${verify}`)
  })
  afterEach(() => system.close())

  const all = 'DB: correct-horse-battery\nHOOK: hook-secret\nCHECK: a-key-for-checks'
  const env = { PATH: process.env['PATH'] ?? '' }

  it('may be missing where no stage uses it', async () => {
    const planned = await plan({ inputs: { secrets: 'HOOK: ""' } })
    expect([told(planned).slice(0, 2), planned.outputs['commands']]).toEqual([[false, 'PLANNED'], 'true'])
    const done = await next('deploy, verify, rollback', planned, { env, inputs: { secrets: all } })
    expect(verdictOf(done)).toEqual(DEPLOYED)
    expect(JSON.stringify({ ...done, masks: [] })).not.toMatch(/hook-secret|a-key-for-checks|correct-horse/)
    expect(done.masks).toEqual(expect.arrayContaining(['correct-horse-battery', 'hook-secret', 'a-key-for-checks']))
    expect(told(await next('report', done, { inputs: { secrets: '' } }))[0]).toBe(false)
  })

  it.each([
    ['CHECK', 'deploy, verify'],
    ['HOOK', 'deploy'],
    ['HOOK', 'rollback'],
  ])('is missed before AWS is asked anything where one does: %s in %s', async (name, stages) => {
    const planned = await plan()
    world.aws.reset()
    const [failed, code, said] = told(
      await next(stages, planned, { inputs: { secrets: all.replace(new RegExp(`${name}: .*`), '') } }),
    )
    expect([failed, code, world.aws.calls]).toEqual([true, 'SECRET_MISSING', []])
    expect(said).toContain(`the secret ${name} is not set`)
  })
})

describe('a job that plans', () => {
  it.each([
    ['plan', true],
    ['gate, plan', true],
    ['synthesize, plan', false],
    ['', false],
  ])('runs no tool that nobody asked for: stages %j', async (stages, missing) => {
    await world.write('.github/deploy.yml', 'version: 1\nstacks:\n  - name: app\n    sam: { directory: . }\n')
    const { outputs, annotations } = await world.deploy({ inputs: { stages } })
    expect(outputs['reason-code'] === 'BUILD_MISSING').toBe(missing)
    expect(annotations.join('').includes('Name `synthesize`')).toBe(missing)
  })

  it('says where a build is not there any more', async () => {
    const { outputs, annotations } = await plan({ inputs: { build: join(world.folder, 'none'), 'build-sha256': 'a'.repeat(64) } })
    expect([outputs['reason-code'], annotations.join('')]).toEqual([
      'BUILD_MISSING',
      expect.stringContaining('run all jobs again'),
    ])
  })

  it('needs no checkout behind it where only stacks are deployed', async () =>
    expect((await plan()).outputs['commands']).toBe('false'))
})

describe('the inputs `variables` and `secrets`', () => {
  it('come before the environment of the step', async () => {
    await plan({ env: { SIZE: 'small' } })
    const [call] = world.aws.calls.filter(({ action }) => action === 'CreateChangeSet')
    expect(call?.params['Parameters']).toEqual(expect.arrayContaining([{ ParameterKey: 'Size', ParameterValue: 'large' }]))
  })

  it('that cannot be read stop everything, and nothing of them is told', async () => {
    const result = await plan({ inputs: { secrets: 'A: "x\nDB: hunter2-hunter2' } })
    expect(told(result).slice(0, 2)).toEqual([true, 'INPUT_INVALID'])
    expect(JSON.stringify({ ...result, masks: [] })).not.toContain('hunter2')
    expect(result.masks).toContain('DB: hunter2-hunter2')
  })

  it('are masked line by line before anything is said', async () => {
    const result = await plan({ inputs: { secrets: 'PEM: |\n  line one of it\n  line two of it\n' } })
    expect(result.masks).toEqual(expect.arrayContaining(['line one of it', 'line two of it']))
    expect([result.masks.slice(0, 3), result.order.indexOf('line')]).toEqual([expect.arrayContaining(['line one of it']), 3])
  })
})
