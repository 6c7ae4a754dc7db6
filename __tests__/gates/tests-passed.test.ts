import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { testsPassed } from '../../src/gates/tests-passed.ts'
import { type GateGround, gateGround } from './ground.ts'

let ground: GateGround
beforeEach(async () => {
  ground = await gateGround()
})
afterEach(() => ground.github.close())

const judge = (options: Readonly<Record<string, unknown>> = {}, about: Parameters<GateGround['judge']>[2] = {}) =>
  ground.judge(testsPassed, options, about)
const other = { id: 99, slug: 'other-app', name: 'Other' }

describe('the gate tests-passed', () => {
  it('is unknown where nothing ran', async () => {
    expect((await judge()).phase).toBe('inconclusive')
    expect((await judge({ checks: ['build'] })).phase).toBe('inconclusive')
    expect((await judge({ statuses: ['ci/build'] })).phase).toBe('inconclusive')
    ground.repository.workflowRuns.add({ sha: 'f'.repeat(40) })
    expect((await judge({ workflows: ['ci.yml'] })).phase).toBe('inconclusive')
    expect((await judge({ workflows: ['missing.yml'] })).phase).toBe('inconclusive')
  })

  it('reads 121 check runs to the end', async () => {
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'first', conclusion: 'failure' })
    for (let number = 0; number < 120; number++) ground.repository.checkRuns.add({ sha: ground.sha, name: `check ${number}` })
    expect(await judge()).toMatchObject({ phase: 'failed', reason: expect.stringContaining('first: failure') })
  })

  it('takes the newest attempt', async () => {
    const run = ground.repository.workflowRuns.add({ sha: ground.sha })
    expect((await judge({ workflows: ['ci.yml'] })).phase).toBe('successful')
    ground.repository.workflowRuns.rerun(run.id, { conclusion: 'failure' })
    expect((await judge({ workflows: ['ci.yml'] })).phase).toBe('failed')
    ground.repository.workflowRuns.add({ sha: ground.sha })
    expect((await judge({ workflows: ['ci.yml'] })).phase).toBe('successful')
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'build', suite: 1 })
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'build', suite: 2, conclusion: 'failure' })
    expect((await judge({ checks: ['build'] })).phase).toBe('failed')
    ground.repository.statuses.add({ sha: ground.sha, state: 'success', context: 'ci' })
    ground.repository.statuses.add({ sha: ground.sha, state: 'failure', context: 'ci' })
    expect((await judge({ statuses: ['ci'] })).phase).toBe('failed')
  })

  it('tells apps apart', async () => {
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'build', conclusion: 'failure' })
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'build', app: other })
    expect((await judge({ checks: ['build'] })).phase).toBe('failed')
    expect((await judge({ checks: ['build'], app: 'other-app' })).phase).toBe('successful')
    expect((await judge({ checks: ['build'], app: 'third-app' })).phase).toBe('inconclusive')
  })

  it('blocks what was skipped or is neutral', async () => {
    for (const conclusion of ['skipped', 'neutral', 'cancelled', 'timed_out', 'action_required', 'stale'] as const) {
      ground.repository.checkRuns.add({ sha: ground.sha, name: 'build', conclusion })
      expect((await judge({ checks: ['build'] })).phase).toBe('failed')
    }
  })

  it('leaves out runs of pull requests', async () => {
    ground.repository.workflowRuns.add({ sha: ground.sha, event: 'pull_request' })
    expect((await judge({ workflows: ['ci.yml'] })).phase).toBe('inconclusive')
    expect((await judge({ workflows: ['ci.yml'], event: 'pull_request' })).phase).toBe('successful')
  })

  it('leaves its own run out', async () => {
    const url = `${ground.github.url}/octo-org/shop/actions/runs/77/job/1`
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'deploy', status: 'in_progress', detailsUrl: url })
    expect((await judge()).phase).toBe('inconclusive')
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'build' })
    expect((await judge()).phase).toBe('successful')
  })

  it('waits for what is under way, and no longer than it may', async () => {
    const { id } = ground.repository.checkRuns.add({ sha: ground.sha, name: 'build', status: 'in_progress' })
    expect(await judge({ checks: ['build'] })).toMatchObject({
      phase: 'inconclusive',
      reason: expect.stringContaining('still ran'),
    })
    let looks = 0
    const meanwhile = () => {
      looks += 1
      if (looks === 2) ground.repository.checkRuns.change(id, { status: 'completed', conclusion: 'success' })
    }
    expect((await judge({ checks: ['build'] }, { meanwhile })).phase).toBe('successful')
    expect(looks).toBe(2)
  })

  it('does not wait where something is bad already', async () => {
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'build', status: 'in_progress' })
    ground.repository.checkRuns.add({ sha: ground.sha, name: 'lint', conclusion: 'failure' })
    let looks = 0
    expect((await judge({}, { meanwhile: () => void looks++ })).phase).toBe('failed')
    expect(looks).toBe(0)
  })

  it('is unknown without the permission', async () => {
    ground.repository.checkRuns.add({ sha: ground.sha })
    expect((await judge({}, { permissions: ['actions'] })).phase).toBe('inconclusive')
  })
})
