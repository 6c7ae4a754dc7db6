import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { BEARER, SUBJECT, type TokenEndpoint, tokenEndpoint } from '../world/identity/endpoint.ts'
import { type Result, type Run, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { count, DEPLOYED, verdictOf } from './sight.ts'

const ROLE = (name: string) => `arn:aws:iam::123456789012:role/${name}`
const CONFIG = `${SMALLEST}role-to-assume: ${ROLE('deployer')}\nplan-role: ${ROLE('planner')}\n`
/** No keys, as in a job that has only its identity token; and the machine's own service must not be asked. */
const BARE = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
process.env['AWS_EC2_METADATA_DISABLED'] = 'true'

let world: Scene
let tokens: TokenEndpoint
beforeEach(async () => {
  world = await scene()
  tokens = await tokenEndpoint(world.aws, world.clock)
  await world.write('.github/deploy.yml', CONFIG)
  world.aws.sts.role({ arn: ROLE('deployer'), trusts: { sub: SUBJECT, aud: 'sts.amazonaws.com' } })
  const plans = ['Describe*', 'Get*', 'List*', 'CreateChangeSet', 'DeleteChangeSet'].map((name) => `cloudformation:${name}`)
  world.aws.sts.role({ arn: ROLE('planner'), trusts: { sub: SUBJECT }, actions: plans })
})
afterEach(async () => {
  await tokens.close()
  await world.close()
})

const deploy = (run: Run = {}) => world.deploy({ ...run, env: { ...BARE, ...tokens.env, ...run.env } })
const plan = (run: Run = {}) => deploy({ ...run, inputs: { stages: 'plan', ...run.inputs } })
const approve = ({ kept, outputs }: Result, run: Run = {}) =>
  deploy({
    ...run,
    inputs: { stages: 'deploy', record: join(kept, 'record.json'), 'record-sha256': outputs['record-sha256'] ?? '' },
  })
/** As whom CloudFormation was asked. */
const asked = () => [
  ...new Set(world.aws.calls.flatMap(({ service, as }) => (service === 'cloudformation' ? [as ?? 'nobody'] : []))),
]
const taken = () => world.aws.calls.filter(({ action }) => action === 'AssumeRoleWithWebIdentity')
const refused = ({ outputs, annotations, failed }: Result) => [failed, outputs['reason-code'], annotations.join('\n')] as const

describe('a role with the identity token of the job', () => {
  it('is the plan role where nothing is executed, and the other where it is', async () => {
    const planned = await plan()
    expect([verdictOf(planned), asked()]).toEqual([{ failed: false, verdict: 'successful', reason: 'PLANNED' }, ['planner']])
    world.aws.reset()
    expect(verdictOf(await approve(planned))).toEqual(DEPLOYED)
    expect(asked()).toEqual(['deployer'])
  })

  it('is asked for once, by a session that names repository and run, for the audience of its partition', async () => {
    expect(verdictOf(await deploy())).toEqual(DEPLOYED)
    expect([taken().length, tokens.asked]).toEqual([1, ['sts.amazonaws.com']])
    expect(taken()[0]?.params).toMatchObject({ RoleArn: ROLE('deployer'), RoleSessionName: 'octo-org-demo-42' })
    const repository = `octo-org/${'x'.repeat(90)}`
    await deploy({ identity: { repository, runId: '4294967296' } })
    expect(taken().at(-1)?.params['RoleSessionName']).toMatch(/^octo-org-x{44}-4294967296$/)
  })

  it('is of China where its partition is', async () => {
    const role = 'arn:aws-cn:iam::123456789012:role/deployer'
    await world.write('.github/deploy.yml', `${SMALLEST}region: cn-north-1\nrole-to-assume: ${role}\n`)
    world.aws.sts.role({ arn: role, trusts: { sub: SUBJECT, aud: 'sts.amazonaws.com.cn' } })
    await deploy()
    expect([tokens.asked, taken()[0]?.status]).toEqual([['sts.amazonaws.com.cn'], 200])
  })

  it('is renewed with a new token while a deployment goes on', async () => {
    world.aws.script('demo', { resources: { Queue: { durationMs: 9_000_000 } } })
    await world.write('.github/deploy.yml', CONFIG.replace('template.yaml', 'template.yaml\n    time-limit: 4h'))
    expect(verdictOf(await deploy())).toEqual(DEPLOYED)
    expect(taken().length).toBeGreaterThanOrEqual(3)
    expect(new Set(tokens.given).size).toBe(taken().length)
    expect(world.aws.calls.filter(({ status }) => status === 403)).toEqual([])
  })

  it('goes on with its keys while new ones are not given yet', async () => {
    world.aws.script('demo', { resources: { Queue: { durationMs: 4_000_000 } } })
    await world.write('.github/deploy.yml', CONFIG.replace('template.yaml', 'template.yaml\n    time-limit: 4h'))
    world.aws.fault({ action: 'AssumeRoleWithWebIdentity', after: 1, times: 3, kind: 'error', status: 503 })
    const result = await deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const told = result.lines.filter((line) => line.includes('The keys of deployer are good until'))
    expect(told.length).toBe(3)
  })

  it('leaves keys, tokens and the word of the runner nowhere', async () => {
    const result = await deploy()
    const folder = join(world.folder, result.kept)
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
    const said = JSON.stringify({ ...result, masks: [], files })
    for (const [key, { role }] of world.aws.sts.sessions)
      expect([role, said.includes(key), result.masks.includes(key)]).toEqual([role, false, true])
    expect(result.masks).toEqual(expect.arrayContaining([...tokens.given]))
    for (const secret of [...tokens.given, BEARER, ...result.masks]) expect(said).not.toContain(secret)
  })

  it('of a stack comes before that of the file', async () => {
    await world.write(
      '.github/deploy.yml',
      `${CONFIG.replace('  - name: demo\n', `  - name: demo\n    role-to-assume: ${ROLE('own')}\n`)}`,
    )
    world.aws.sts.role({ arn: ROLE('own'), trusts: { sub: SUBJECT } })
    expect(verdictOf(await deploy())).toEqual(DEPLOYED)
    expect(asked()).toEqual(['own'])
  })

  it.each([
    ['is busy', [503, 503, 429]],
    ['is cut off', ['cut', 'half', 'nothing']],
  ] as const)('waits where GitHub %s, and says so', async (_what, troubles) => {
    tokens.trouble(...troubles)
    const result = await deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.lines.filter((line) => /GitHub gave no identity token: .*trying again in/.test(line))).toHaveLength(3)
  })

  it('is not waited for without an end', async () => {
    tokens.trouble(...Array.from({ length: 500 }, () => 503))
    const [failed, code] = refused(await deploy())
    expect([failed, code, count(world.aws, 'CreateChangeSet')]).toEqual([true, 'ID_TOKEN_UNAVAILABLE', 0])
    expect(tokens.asked.length).toBeLessThan(40)
  })

  it.each([
    ['throttled', { kind: 'throttle' }],
    ['without the keys of the issuer', { kind: 'error', status: 400, code: 'IDPCommunicationError', message: 'no answer' }],
  ] as const)('waits where AWS is %s', async (_what, fault) => {
    world.aws.fault({ action: 'AssumeRoleWithWebIdentity', times: 2, ...fault })
    expect(verdictOf(await deploy())).toEqual(DEPLOYED)
    expect(taken()).toHaveLength(3)
  })

  it('that does not trust this job is told with the subject that it should trust', async () => {
    world.aws.sts.role({ arn: ROLE('deployer'), trusts: { sub: 'repo:octo-org/demo:ref:refs/heads/main' } })
    const [failed, code, said] = refused(await deploy())
    expect([failed, code]).toEqual([true, 'ROLE_REFUSED'])
    expect(said).toContain(`AWS does not give the role deployer to “${SUBJECT}”: Not authorized to perform`)
    expect(said).not.toContain('123456789012')
    expect(taken().length).toBeLessThan(4)
  })

  it('is refused for a token of another audience', async () => {
    tokens.trouble('elsewhere')
    expect(refused(await deploy())[1]).toBe('ROLE_REFUSED')
  })

  it('is missing where the job may not ask for one, and has no keys', async () => {
    const [failed, code, said] = refused(await world.deploy({ env: BARE }))
    expect([failed, code]).toEqual([true, 'ID_TOKEN_MISSING'])
    expect(said).toContain('Set `id-token` to `write`')
    tokens.trouble(403)
    expect(refused(await deploy())[1]).toBe('ID_TOKEN_MISSING')
  })

  it('is taken on with the keys of the step where there is no token', async () => {
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect([asked(), tokens.asked, count(world.aws, 'AssumeRole')]).toEqual([['deployer'], [], 1])
    world.aws.fault({ action: 'AssumeRole', kind: 'denied' })
    expect(refused(await world.deploy())[1]).toBe('ROLE_REFUSED')
  })

  it('must be of the account that the configuration names', async () => {
    await world.write('.github/deploy.yml', `${CONFIG}account: "210987654321"\n`)
    expect([refused(await deploy())[1], asked()]).toEqual(['ACCOUNT_MISMATCH', []])
  })

  it('is not asked for where nothing of AWS is needed', async () => {
    expect((await deploy({ inputs: { stages: 'synthesize' } })).outputs['reason-code']).toBe('SYNTHESIZED')
    expect([tokens.asked, world.aws.calls]).toEqual([[], []])
  })

  it('gives its keys to a hook that asks for them', async () => {
    const hook = `hooks:\n  after-deploy:\n    - command: { run: 'printf %s "$AWS_ACCESS_KEY_ID" > "$OUT"', env: { OUT: "\${env.OUT}" }, aws: true }\n`
    await world.write('.github/deploy.yml', `${CONFIG}${hook}`)
    const OUT = join(world.folder, 'key-of-the-hook')
    expect(verdictOf(await deploy({ env: { OUT, PATH: process.env['PATH'] ?? '' } }))).toEqual(DEPLOYED)
    expect(world.aws.sts.sessions.get(await readFile(OUT, 'utf8'))?.role).toBe(ROLE('deployer'))
  })

  it('that plans could not execute, whoever tries', async () => {
    const planned = await plan()
    await world.write('template.yaml', TEMPLATE)
    await world.write('.github/deploy.yml', CONFIG.replace(ROLE('deployer'), ROLE('planner')))
    world.aws.sts.role({ ...world.aws.sts.roles.get(ROLE('planner')), arn: ROLE('deployer') })
    const [failed, code] = refused(await approve(planned))
    expect([failed, code]).toEqual([true, 'ACCESS_DENIED'])
  })
})
