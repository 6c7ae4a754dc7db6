import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { RunRecord } from '../../src/domain/record.ts'
import { tell } from '../../src/notices/index.ts'
import { realClock } from '../world/clock.ts'
import { type ScriptedGitHub, startGitHub } from '../world/github/github.ts'
import { contextFor } from './elsewhere.ts'
import { hostile, soaked } from './hostile.ts'
import { deployed, identity, record, rolledBack, stage, unhealthy } from './records.ts'

const REPOSITORY = 'octo/demo'
const options = { issue: { off: true, labels: [], assign: [] }, release: { on: false }, status: { on: true } }
const SHA = 'abcdef0123456789'.repeat(4)

let server: ScriptedGitHub
let repo: ReturnType<ScriptedGitHub['repository']>
beforeEach(async () => {
  server = await startGitHub({ clock: realClock })
  repo = server.repository(REPOSITORY)
})
afterEach(() => server.close())

/** A deployment as GitHub makes it for a job of a run. */
function made(runId = '4711', environment = 'production'): number {
  const { id } = repo.deployments.create({ sha: identity.sha, environment, creator: 'github-actions[bot]' })
  repo.deployments.addStatus(id, { state: 'success', logUrl: `https://github.com/octo/demo/actions/runs/${runId}/job/7` })
  return id
}
const send = async (about: RunRecord, more: Parameters<typeof contextFor>[3] = {}) =>
  (await tell(about, options, contextFor(server, REPOSITORY, { deployments: 'write' }, more)))[0]
const newest = (id: number) => repo.deployments.statuses(id)[0]

describe("the status of GitHub's own deployment", () => {
  it.each<[string, RunRecord, string, string]>([
    ['deployed', deployed(), 'success', 'deploy-action/1 successful run=4711'],
    ['not healthy', unhealthy(), 'failure', 'deploy-action/1 failed run=4711'],
    ['rolled back by CloudFormation', rolledBack(), 'failure', 'deploy-action/1 failed run=4711'],
    [
      'not known',
      record({ results: [stage('deploy', 'error', { code: 'MACHINE_LOST' })] }),
      'error',
      'deploy-action/1 error run=4711',
    ],
    [
      'rejected',
      record({ results: [stage('deploy', 'skipped', { code: 'REJECTED' })] }),
      'inactive',
      'deploy-action/1 skipped run=4711',
    ],
    [
      'superseded',
      record({ results: [stage('deploy', 'skipped', { code: 'SUPERSEDED' })] }),
      'inactive',
      'deploy-action/1 skipped run=4711',
    ],
    [
      'an older version was brought back',
      record({ results: [stage('rollback', 'successful', { code: 'ROLLED_BACK' })] }),
      'inactive',
      'deploy-action/1 successful run=4711',
    ],
  ])('%s', async (_what, about, state, description) => {
    const id = made()
    expect(await send(about)).toMatchObject({ kind: 'status', sent: true })
    expect(newest(id)).toMatchObject({ state, description, logUrl: identity.url, environmentUrl: '' })
  })

  it('names the record and the address', async () => {
    const id = made()
    await send(deployed({ address: 'https://shop.example/' }), { sha256: SHA })
    expect(newest(id)).toMatchObject({
      description: 'deploy-action/1 successful run=4711 sha256=abcdef0123456789',
      environmentUrl: 'https://shop.example/',
    })
  })

  it('is given to that of this run, environment and commit', async () => {
    const others = [made('47'), made('47110'), made('4711', 'staging')]
    const mine = made()
    others.push(made('4712'))
    await send(deployed())
    expect(newest(mine)?.description).toContain('run=4711')
    expect(
      others.map((id) => repo.deployments.statuses(id).filter(({ description }) => description.includes('deploy-action'))),
    ).toEqual([[], [], [], []])
  })

  it('is one line where there is no deployment, and no failure', async () => {
    expect(await send(deployed())).toMatchObject({ sent: true, reason: 'GitHub made no deployment of production for this run' })
    expect(server.calls.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('is not given by what deploys nothing, nor without being asked for', async () => {
    made()
    expect(await send(record({ results: [stage('plan', 'successful')] }))).toBeUndefined()
    const context = contextFor(server, REPOSITORY, { deployments: 'write' })
    expect(await tell(deployed(), { ...options, status: {} }, context)).toEqual([])
    expect(await tell(deployed({ job: { name: 'deploy' } }), { ...options, status: {} }, context)).toHaveLength(1)
  })

  it('is not given to the deployment of an earlier attempt, where this one stopped before it asked for approval', async () => {
    const good = made()
    const before = record({ results: [stage('plan', 'failed', { code: 'GATE_FAILED' })], job: { name: 'deploy', began: false } })
    expect(await send(before)).toBeUndefined()
    const inside = record({ results: [stage('plan', 'failed', { code: 'GATE_FAILED' })], job: { name: 'deploy', began: true } })
    expect([await send(inside), newest(good)]).toMatchObject([{ sent: true }, { state: 'failure' }])
  })

  it('needs the permission, and says which', async () => {
    made()
    const [told] = await tell(deployed(), options, contextFor(server, REPOSITORY, { deployments: 'read' }))
    expect(told).toMatchObject({ sent: false, reason: expect.stringContaining('deployments: write') })
  })

  it('is said again after a lost answer', async () => {
    const id = made()
    server.fault({ kind: 'reset', method: 'POST', path: '/repos/*/statuses', times: 1 })
    expect(await send(deployed())).toMatchObject({ sent: true })
    expect(repo.deployments.statuses(id)).toHaveLength(2)
  })

  it.each(hostile)('is short and plain whatever stands in the record: %j', async (text) => {
    const about = { ...soaked(text), identity: { ...identity, runId: text }, environment: 'production' }
    repo.deployments.addStatus(made(), { state: 'success', logUrl: `https://github.com/actions/runs/${text}/job/1` })
    await send(about)
    for (const { description } of repo.deployments.all().flatMap(({ id }) => repo.deployments.statuses(id)))
      expect(description.length).toBeLessThanOrEqual(140)
  })
})
