import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { approved } from '../../src/gates/approved.ts'
import { type GateGround, gateGround } from './ground.ts'

let ground: GateGround
let run: number
beforeEach(async () => {
  ground = await gateGround()
  run = ground.repository.workflowRuns.add({ workflow: 'deploy.yml', sha: ground.sha, actor: 'ana' }).id
})
afterEach(() => ground.github.close())

const judge = (options: Readonly<Record<string, unknown>> = {}, about: Parameters<GateGround['judge']>[2] = {}) =>
  ground.judge(approved, options, { ...about, identity: { runId: String(run), ...about.identity } })
const by = (user: string, more: object = {}) =>
  ground.repository.workflowRuns.review(run, { environment: 'production', user, ...more })

describe('the gate approved', () => {
  it('counts who approved, and records it', async () => {
    by('rosa', { comment: 'go' })
    expect(await judge()).toMatchObject({
      phase: 'successful',
      approvals: [{ login: 'rosa', state: 'approved', comment: 'go', actor: false, seenAt: expect.any(String) }],
    })
    expect((await judge({ by: 2 })).phase).toBe('failed')
    by('lee')
    expect((await judge({ by: 2 })).phase).toBe('successful')
  })

  it('is unknown where nobody approved', async () => {
    expect((await judge()).phase).toBe('inconclusive')
    by('rosa', { state: 'rejected' })
    expect((await judge()).phase).toBe('inconclusive')
  })

  it('does not count who started the run, or started it again', async () => {
    by('Ana')
    expect((await judge()).phase).toBe('failed')
    expect((await judge({ 'not-by': [] })).phase).toBe('successful')
    by('rosa')
    expect((await judge({}, { env: { GITHUB_TRIGGERING_ACTOR: 'rosa' } })).phase).toBe('failed')
  })

  it('does not count the author of the commit or of the release', async () => {
    ground.repository.commit({ message: 'By rosa', author: 'rosa' })
    const sha = ground.repository.resolve('main') ?? ''
    by('rosa')
    const author = { 'not-by': ['actor', 'author'] }
    expect((await judge(author, { identity: { sha } })).phase).toBe('failed')
    by('lee')
    expect((await judge(author, { identity: { sha } })).phase).toBe('successful')
    const event = { release: { author: { login: 'LEE' } } }
    expect((await judge(author, { identity: { sha }, event })).phase).toBe('failed')
  })

  it('counts approvals of this environment only', async () => {
    by('rosa', { environment: 'staging' })
    expect((await judge()).phase).toBe('inconclusive')
  })

  it('counts people, not approvals', async () => {
    by('rosa')
    by('rosa')
    expect((await judge({ by: 2 })).phase).toBe('failed')
  })

  it('is unknown without the permission, and for a run that is not there', async () => {
    by('rosa')
    expect((await judge({}, { permissions: [] })).phase).toBe('inconclusive')
    expect((await judge({}, { identity: { runId: '1' } })).phase).toBe('inconclusive')
  })
})
