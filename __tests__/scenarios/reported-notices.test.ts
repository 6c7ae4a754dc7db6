import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type Flow, flow, steps } from './flow.ts'
import { IDENTITY } from './runner.ts'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'

const CONFIG = `${SMALLEST}report: { release: true, url: "\${outputs.demo.QueueUrl}" }\nenvironments:\n  production: {}\n`
const AUTHORS = 'What is **new**\r\n'
const TAGGED = { ref: 'refs/tags/v1.0.0' }

let world: Scene
let run: Flow
let deployment: number
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', CONFIG)
  run = flow(world, TAGGED)
  repository().releases.publish({ tag: 'v1.0.0', body: AUTHORS })
  deployment = repository().deployments.create({ sha: IDENTITY.sha, environment: 'production' }).id
  const logUrl = `https://github.com/octo-org/demo/actions/runs/${run.runId}/job/1`
  repository().deployments.addStatus(deployment, { state: 'in_progress', logUrl })
})
afterEach(() => world.close())

const repository = () => world.github.repository(IDENTITY.repository)
const status = () => repository().deployments.statuses(deployment)[0]
const release = () => repository().releases.all()[0]?.body ?? ''

it('a deployment is told in its release and its status, with its address', async () => {
  const given = await run.deploy(await run.plan())
  const { record, outputs, summary } = await run.report(given)
  expect(outputs).toMatchObject({ verdict: 'successful', 'reason-code': 'DEPLOYED' })
  expect(record.notices.map(({ kind, sent }) => `${kind} ${sent}`)).toEqual(['issue true', 'release true', 'status true'])
  const address = record.address ?? ''
  expect(address).toMatch(/^https?:\/\//)
  expect(status()).toMatchObject({
    state: 'success',
    description: `deploy-action/1 successful run=${run.runId} sha256=${given['record-sha256']?.slice(0, 16)}`,
    environmentUrl: address,
  })
  expect(release().startsWith(`${AUTHORS}\n\n<!-- deploy-action:production -->`)).toBe(true)
  expect(release()).toContain('the new version is deployed')
  expect(summary).toContain('**Address:**')
})

it('a deployment that was rejected is told there, too', async () => {
  const given = await run.plan()
  run.job('deploy', { conclusion: 'failure', runnerName: null })
  repository().workflowRuns.review(Number(run.runId), { environment: 'production', user: 'alice', state: 'rejected' })
  await run.report(given)
  expect(status()).toMatchObject({ state: 'inactive', description: expect.stringMatching(/^deploy-action\/1 skipped run=\d+$/) })
  expect(release()).toContain('rejected by alice; the plan is withdrawn')
})

it('a deployment that was good stays so where the run is started again and stops at its plan', async () => {
  await run.report(await run.deploy(await run.plan()))
  const good = status()
  await world.write('template.yaml', 'Resources: []')
  const identity = { attempt: '2' }
  repository().workflowRuns.rerun(Number(run.runId), { status: 'in_progress' })
  const { outputs } = await run.report(await run.plan({ identity }), { identity })
  expect([outputs['reason-code'], good?.state, status()]).toEqual(['TEMPLATE_INVALID', 'success', good])
})

it('a machine that was lost is told there, too', async () => {
  const given = await run.plan()
  run.job('deploy', { conclusion: 'failure', runnerName: 'm', steps: steps('success', null) })
  await run.report(given)
  expect(status()).toMatchObject({ state: 'error', environmentUrl: '' })
  expect(release()).toContain('was lost; nothing was changed')
})

it('no secret reaches release, status or record, wherever it stands', async () => {
  const token = 'planted-token-of-the-test'
  const env = { PROBE_TOKEN: token }
  const template = TEMPLATE.replace('Value: !Ref Queue', `Value: "https://x.example/${token}/123456789012"`)
  await world.write('template.yaml', template)
  await world.write('.github/deploy.yml', CONFIG)
  const given = await run.deploy(await run.plan({ env }), { env })
  const { recordText, summary } = await run.report(given, { env })
  const everywhere = [
    recordText,
    summary,
    release(),
    JSON.stringify(status()),
    ...world.github.calls.map(({ body }) => JSON.stringify(body ?? '')),
  ].join('\n')
  expect(everywhere).not.toContain(token)
  expect(release()).not.toContain('123456789012')
})

it('nothing is checked out: the configuration is that of the commit, owners are those of the default branch', async () => {
  const owned = CONFIG.replace('report: {', 'report: { issue: { assign: codeowners },')
  await world.write('.github/deploy.yml', owned)
  await world.write('.github/CODEOWNERS', '* @octocat\n')
  const sha = repository().resolve('main') ?? ''
  repository().commit({ message: 'Later', files: { '.github/deploy.yml': 'version: 1\nstacks: []\n' } })
  await rm(join(world.folder, '.github'), { recursive: true })
  run.job('build', { conclusion: 'failure', runnerName: 'm', steps: steps('failure') })
  run.job('deploy', { conclusion: 'skipped', runnerName: null })
  const { outputs, record } = await run.report({}, { identity: { sha } })
  expect(outputs['reason-code']).toBe('JOB_FAILED')
  expect(record.stacks.map(({ name }) => name)).toEqual(['demo'])
  expect(repository().issues.all()).toMatchObject([{ assignees: ['octocat'] }])
})
