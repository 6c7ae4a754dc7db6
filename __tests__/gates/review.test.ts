import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { review } from '../../src/gates/review.ts'
import { type GateGround, gateGround } from './ground.ts'

let ground: GateGround
let pull: number
beforeEach(async () => {
  ground = await gateGround()
  ground.repository.commit({ message: 'Change', branch: 'change', files: { a: '1' } })
  pull = ground.repository.pulls.open({ head: 'change', author: 'ana' }).number
})
afterEach(() => ground.github.close())

const by = (user: string, state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' = 'APPROVED') =>
  ground.repository.pulls.review(pull, { user, state })
const merged = () => ground.repository.pulls.merge(pull)
const judge = (sha: string, options: Readonly<Record<string, unknown>> = {}, permissions?: readonly string[]) =>
  ground.judge(review, options, { identity: { sha }, ...(permissions ? { permissions } : {}) })

describe('the gate review', () => {
  it('lets through what was approved as it was merged', async () => {
    by('rosa')
    const sha = merged()
    expect(await judge(sha)).toMatchObject({ phase: 'successful', reason: expect.stringContaining('rosa') })
    expect((await judge(sha, { by: 2 })).phase).toBe('failed')
  })

  it('counts approvals of what was merged only', async () => {
    by('rosa')
    ground.repository.commit({ message: 'And more', branch: 'change', files: { a: '2' } })
    expect((await judge(merged())).phase).toBe('failed')
  })

  it('blocks what was pushed without a pull request', async () => {
    expect((await judge(ground.repository.commit({ message: 'Straight' }))).phase).toBe('failed')
  })

  it('takes the newest word of each person', async () => {
    by('rosa')
    by('lee')
    by('rosa', 'CHANGES_REQUESTED')
    const sha = merged()
    expect((await judge(sha)).phase).toBe('failed')
    by('rosa')
    by('lee', 'COMMENTED')
    expect((await judge(sha, { by: 2 })).phase).toBe('successful')
  })

  it('does not count the author', async () => {
    by('ana')
    expect((await judge(merged())).phase).toBe('failed')
  })

  it('is unknown without the permission', async () => {
    by('rosa')
    expect((await judge(merged(), {}, [])).phase).toBe('inconclusive')
  })
})
