import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Run, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

/** Commands need a PATH to be found in. */
const deploy = (run: Run = {}) => world.deploy({ ...run, env: { PATH: process.env['PATH'] ?? '', ...run.env } })
const configured = (more: string, before = '') => world.write('.github/deploy.yml', `${SMALLEST}${before}${more}`)
const written = async (name: string) => (await readFile(join(world.folder, name), 'utf8')).trim()
const beside = (name: string) => readFile(join(world.folder, 'temp/deploy-action/deploy', name), 'utf8')
const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')

describe('commands around a deployment', () => {
  it('run in their order, with outputs in their variables, and stand in record, log and summary', async () => {
    await configured(`hooks:
  before-deploy:
    - command: echo before >> order
  after-deploy:
    - command: { run: 'echo "after $QUEUE" | tee -a order', env: { QUEUE: "\${outputs.QueueUrl}" } }
      name: tell
`)
    const { record, outputs, summary } = await deploy()
    expect(outputs['reason-code']).toBe('DEPLOYED')
    const lines = (await written('order')).split('\n')
    expect(lines).toEqual(['before', expect.stringMatching(/^after .*demo-Queue/)])
    expect(record.hooks).toMatchObject([
      { name: 'command', when: 'before-deploy', text: 'echo before >> order', phase: 'successful', reversible: false },
      {
        name: 'tell',
        when: 'after-deploy',
        phase: 'successful',
        log: expect.stringMatching(/^hook-after-deploy-tell-\w{6}\.log$/),
      },
    ])
    expect(await beside(record.hooks?.[1]?.log ?? '')).toContain('after')
    expect(summary).toContain('### Hooks')
  })

  it('run those of a stack around that stack', async () => {
    await configured(`    hooks:
      before-deploy: [{ command: 'echo before-stack >> order' }]
      after-deploy: [{ command: 'echo after-stack >> order' }]
hooks:
  before-deploy: [{ command: 'echo before >> order' }]
  after-deploy: [{ command: 'echo after >> order' }]
`)
    const { record } = await deploy()
    expect(await written('order')).toBe('before\nbefore-stack\nafter-stack\nafter')
    expect(record.hooks?.map(({ stack }) => stack)).toEqual([undefined, 'demo', undefined, 'demo'])
  })

  it('run also when no stack changes, since what they do may have changed', async () => {
    await deploy()
    await configured("hooks: { after-deploy: [{ command: 'echo again >> order' }] }\n")
    const { outputs } = await deploy({ identity: { runId: '43' } })
    expect({ reason: outputs['reason-code'], order: await written('order') }).toEqual({ reason: 'DEPLOYED', order: 'again' })
  })

  it('have no credentials, no token and nothing of the step unless they are given', async () => {
    await configured(`hooks:
  before-deploy: [{ command: 'env > bare' }]
  after-deploy: [{ command: { run: 'env > able', aws: true, env: { PASS: "\${secrets.PASS}" } } }]
`)
    const env = { PASS: 'a-word-nobody-knows', ACTIONS_RUNTIME_TOKEN: 'of-the-runner', GITHUB_TOKEN: 'of-the-job' }
    const { recordText, lines, summary } = await deploy({ env })
    const [bare, able] = [await written('bare'), await written('able')]
    expect(bare).not.toMatch(/AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)=|a-word-nobody-knows/)
    expect(`${bare}${able}`).not.toMatch(/of-the-runner|of-the-job/)
    expect(able).toMatch(/^AWS_ACCESS_KEY_ID=AKIA/m)
    expect(able).toMatch(/^PASS=a-word-nobody-knows$/m)
    expect(`${recordText}${lines.join('\n')}${summary}`).not.toContain('a-word-nobody-knows')
  })

  it('never show a secret that they print', async () => {
    await configured(
      `hooks: { before-deploy: [{ command: { run: 'echo "$PASS"; exit 3', env: { PASS: "\${secrets.PASS}" } } }] }\n`,
    )
    const { record, recordText, lines, summary } = await deploy({ env: { PASS: 'a-word-nobody-knows' } })
    const log = await beside(record.hooks?.[0]?.log ?? '')
    expect(log).toContain('***')
    expect(`${recordText}${lines.join('\n')}${summary}${log}`).not.toContain('a-word-nobody-knows')
  })
})

describe('a hook that fails', () => {
  it('before the deployment leaves every stack as it is', async () => {
    await configured("hooks: { before-deploy: [{ command: 'echo no room >&2; exit 3' }, { command: touch second }] }\n")
    const { outputs, record, failed, summary } = await deploy()
    expect({ failed, reason: outputs['reason-code'] }).toEqual({ failed: true, reason: 'HOOK_FAILED' })
    expect(world.aws.calls.filter(({ action }) => action === 'ExecuteChangeSet')).toHaveLength(0)
    expect(record.hooks?.map(({ phase }) => phase)).toEqual(['failed', undefined])
    expect(summary).toContain('no room')
    await expect(written('second')).rejects.toThrow('ENOENT')
  })

  it('after the deployment fails it, runs again next time, and nothing goes back by itself after one that is not reversible', async () => {
    await deploy()
    await world.write('template.yaml', changed)
    const policy = 'on-unhealthy: rollback\n'
    await configured(`${policy}hooks: { after-deploy: [{ command: 'test -e ready' }] }\n`)
    const { outputs, record } = await deploy({ identity: { runId: '43' } })
    expect(outputs['reason-code']).toBe('HOOK_FAILED')
    expect(record.stages.find(({ stage }) => stage === 'rollback')).toMatchObject({
      phase: 'skipped',
      reason: 'the hook command is not `reversible: true`, so the new version stays',
    })
    await world.write('ready', '')
    const again = await deploy({ identity: { runId: '43', attempt: '2' } })
    expect(again.outputs['reason-code']).toBe('DEPLOYED')
    expect(again.record.hooks?.[0]?.phase).toBe('successful')
  })

  it('after the deployment brings the version before back where all hooks are reversible', async () => {
    await deploy()
    await world.write('template.yaml', changed)
    await configured(`on-unhealthy: rollback
hooks:
  after-deploy: [{ command: { run: 'false', reversible: true } }]
  before-rollback: [{ command: 'echo before >> order' }]
  after-rollback: [{ command: 'echo after >> order' }]
`)
    const { outputs } = await deploy({ identity: { runId: '43' } })
    expect(outputs['reason-code']).toBe('ROLLED_BACK')
    expect(await written('order')).toBe('before\nafter')
    expect(world.aws.stacks.status('demo')).toBe('UPDATE_COMPLETE')
  })
})

describe('hooks of several stacks', () => {
  const two = (first: string, second: string) => `version: 1
stacks:
  - { name: data, template: template.yaml, hooks: { before-deploy: [{ command: 'echo before data >> order' }], after-deploy: [{ command: '${first}' }] } }
  - { name: web, template: template.yaml, depends-on: [data], hooks: { before-deploy: [{ command: '${second}' }] } }
hooks: { after-deploy: [{ command: 'echo after >> order' }] }
`

  it('come each around its own, in the order of the stacks', async () => {
    await world.write('.github/deploy.yml', two('echo after data >> order', 'echo before web >> order'))
    expect((await deploy()).outputs['reason-code']).toBe('DEPLOYED')
    expect(await written('order')).toBe('before data\nafter data\nbefore web\nafter')
  })

  it('that fail keep what depends on that stack, and the hooks behind all, from beginning', async () => {
    await world.write('.github/deploy.yml', two('exit 4', 'echo before web >> order'))
    const { outputs, record, summary } = await deploy()
    expect([outputs['reason-code'], await written('order')]).toEqual(['HOOK_FAILED', 'before data'])
    expect(record.stages.find(({ stage }) => stage === 'deploy')?.reason).toContain('Not begun: web.')
    expect(world.aws.stacks.status('data')).toBe('CREATE_COMPLETE')
    expect(summary).toContain('HOOK_FAILED')
  })
})

describe('a plan', () => {
  it('shows who approves it which hooks will run, and the secrets of hooks may come later', async () => {
    await configured(
      `hooks: { after-deploy: [{ command: { run: npm run migrate, aws: true, env: { PASS: "\${secrets.PASS}" } } }] }\n`,
    )
    const { summary, record, failed } = await deploy({ inputs: { stages: 'plan' } })
    expect(failed).toBe(false)
    expect(record.hooks?.[0]).not.toHaveProperty('startedAt')
    expect(summary).toContain(String.raw`npm run migrate \(with AWS credentials\); not reversible`)
  })

  it('is ready, not empty, where only hooks are to run', async () => {
    await deploy()
    await configured("hooks: { after-deploy: [{ command: 'echo again' }] }\n")
    const { outputs } = await deploy({ inputs: { stages: 'plan' }, identity: { runId: '43' } })
    expect(outputs['reason-code']).toBe('PLANNED')
  })
})

describe('what the outputs of the first deployment are needed for', () => {
  it('is left out before it', async () => {
    await configured('hooks: { before-deploy: [{ command: { run: touch early, env: { Q: "${outputs.QueueUrl}" } } }] }\n')
    const { outputs, record } = await deploy()
    expect(outputs['reason-code']).toBe('DEPLOYED')
    expect(record.hooks?.[0]).toMatchObject({ phase: 'skipped', reason: expect.stringContaining('outputs.QueueUrl') })
    await world.write('template.yaml', changed)
    const next = await deploy({ identity: { runId: '43' } })
    expect(next.record.hooks?.[0]?.phase).toBe('successful')
  })
})

describe('the text of a command', () => {
  it('holds no value of ours, which could be a command itself', async () => {
    await configured('hooks: { after-deploy: [{ command: "echo ${outputs.QueueUrl} ${HOME}" }] }\n')
    const { failed, summary } = await deploy()
    expect(failed).toBe(true)
    expect(summary).toContain('values do not stand in the text of a command')
    expect(summary).not.toContain('put ${HOME}')
  })
})
