import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { reportNeeds, stageNeeds } from '../../src/domain/needs.ts'
import { flow, steps } from './flow.ts'
import { IDENTITY } from './runner.ts'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', `${SMALLEST}account: "123456789012"\n`)
})
afterEach(() => world.close())

const PREFIX: Readonly<Record<string, string>> = { cloudformation: 'cloudformation', sts: 'sts', logs: 'logs' }
const called = () => [...new Set(world.aws.calls.map(({ service, action }) => `${PREFIX[service] ?? service}:${action}`))].sort()
const allowed = (...stages: readonly (keyof typeof stageNeeds)[]) => stages.flatMap((stage) => stageNeeds[stage].aws)
/** What a run with these stages asked AWS that they need not. */
const beyond = (...stages: readonly (keyof typeof stageNeeds)[]) => called().filter((one) => !allowed(...stages).includes(one))

describe('a run asks AWS for no more than its stages need', () => {
  it.each([['plan'], ['deploy'], ['verify'], ['logscan']])('up to %s', async (last) => {
    const all = ['plan', 'deploy', 'verify', 'logscan'] as const
    const stages = all.slice(0, (all as readonly string[]).indexOf(last) + 1)
    const { outputs } = await world.deploy({ inputs: { stages: stages.join(',') } })
    expect(outputs['verdict']).not.toBe('error')
    expect(world.aws.calls.length).toBeGreaterThan(3)
    expect(beyond(...stages)).toEqual([])
  })

  it('in the job that deploys a plan', async () => {
    const plan = await world.deploy({ inputs: { stages: 'plan' } })
    await world.carry('plan')
    const before = world.aws.calls.length
    const record = { record: 'plan/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' }
    const { outputs } = await world.deploy({ inputs: { stages: 'deploy', ...record } })
    expect(outputs['reason-code']).toBe('DEPLOYED')
    const later = new Set(world.aws.calls.slice(before).map(({ service, action }) => `${service}:${action}`))
    expect([...later].filter((one) => !allowed('deploy').includes(one))).toEqual([])
    expect([...later]).not.toContain('cloudformation:CreateChangeSet')
  })

  it('where it goes back', async () => {
    await world.deploy()
    await world.write('template.yaml', TEMPLATE.replace('30', '60'))
    await world.write('.github/deploy.yml', `${SMALLEST}verify: [{ http: "http://127.0.0.1:9/" }]\non-unhealthy: rollback\n`)
    const { outputs } = await world.deploy({ identity: { runId: '43' } })
    expect(outputs['reason-code']).toBe('ROLLED_BACK')
    expect(beyond('plan', 'deploy', 'verify', 'logscan', 'rollback')).toEqual([])
  })
})

it('a run asks GitHub with what its stages need', async () => {
  const permissions = { ...stageNeeds.gate.github, ...stageNeeds.deploy.github, ...stageNeeds.report.github }
  const token = world.github.token({ login: 'github-actions[bot]', permissions, repository: IDENTITY.repository })
  await world.write('.github/deploy.yml', `${SMALLEST}environments: { production: {} }\n`)
  world.aws.script('demo', { resources: { Queue: { fail: { create: 'too full' } } } })
  const { record } = await world.deploy({ token, inputs: { environment: 'production' } })
  expect(record.notices).toEqual([expect.objectContaining({ kind: 'issue', sent: true })])
  expect(world.github.calls.filter(({ status }) => status === 403)).toEqual([])
})

it.each(Object.entries(reportNeeds))('reporting needs no more of GitHub than it says, with %s', async (what, permissions) => {
  const options = /`(report\.\w+: true)`/.exec(what)?.[1]?.replace('report.', '') ?? ''
  await world.write('.github/deploy.yml', `${SMALLEST}${options && `report: { ${options} }\n`}environments: { production: {} }\n`)
  const run = flow(world, { ref: 'refs/tags/v1.0.0' })
  const repository = world.github.repository(IDENTITY.repository)
  repository.releases.publish({ tag: 'v1.0.0' })
  const { id } = repository.deployments.create({ sha: IDENTITY.sha, environment: 'production' })
  repository.deployments.addStatus(id, {
    state: 'in_progress',
    logUrl: `https://github.com/octo-org/demo/actions/runs/${run.runId}/job/1`,
  })
  const given = await run.plan()
  run.job('deploy', { conclusion: 'failure', runnerName: 'm', steps: steps('failure') })
  repository.workflowRuns.change(Number(run.runId), { status: 'completed', conclusion: 'failure' })
  const token = world.github.token({
    login: 'github-actions[bot]',
    permissions: { ...stageNeeds.report.github, ...permissions },
    repository: IDENTITY.repository,
  })
  const before = world.github.calls.length
  const inputs = what.includes('run-id') ? { 'run-id': run.runId, job: '' } : what.includes('job') ? {} : { job: '' }
  const { record } = await run.report(given, { token, inputs })
  const refused = world.github.calls.slice(before).filter(({ status }) => status === 403)
  expect(refused).toEqual([])
  expect(record.notices.filter(({ sent }) => !sent)).toEqual([])
})
