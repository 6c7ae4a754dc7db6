import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { environmentProtected } from '../../src/gates/environment-protected.ts'
import { type GateGround, gateGround } from './ground.ts'

let ground: GateGround
beforeEach(async () => {
  ground = await gateGround()
})
afterEach(() => ground.github.close())

const judge = (options: Readonly<Record<string, unknown>> = {}, about: Parameters<GateGround['judge']>[2] = {}) =>
  ground.judge(environmentProtected, options, about)

const WELL = {
  reviewers: [{ type: 'User', name: 'rosa' }],
  preventSelfReview: true,
  waitTimer: 5,
  refs: [{ name: 'main' }, { name: 'v*', type: 'tag' }],
  canAdminsBypass: false,
} as const
const set = (changes: Parameters<GateGround['repository']['environments']['set']>[1] = {}) =>
  ground.repository.environments.set('production', { ...WELL, ...changes })

describe('the gate environment-protected', () => {
  it('lets a protected one through', async () => {
    set()
    expect(await judge({ wait: 5 })).toMatchObject({
      phase: 'successful',
      link: expect.stringContaining('/settings/environments'),
    })
  })

  it('is unknown where the environment is not there', async () => {
    expect((await judge()).phase).toBe('inconclusive')
  })

  it('blocks without reviewers', async () => {
    set({ reviewers: [] })
    expect(await judge()).toMatchObject({ phase: 'failed', fix: expect.stringContaining('Required reviewers') })
    set()
    expect((await judge({ reviewers: 2 })).phase).toBe('failed')
  })

  it('blocks self-review', async () => {
    set({ preventSelfReview: false })
    expect(await judge()).toMatchObject({ phase: 'failed', fix: expect.stringContaining('Prevent self-review') })
    expect((await judge({ 'self-review': 'allow' })).phase).toBe('successful')
  })

  it('blocks what admits every ref', async () => {
    set({ refs: null })
    expect((await judge()).phase).toBe('failed')
    set({ refs: [{ name: '*' }] })
    expect((await judge()).phase).toBe('failed')
    expect((await judge({ refs: 'any' })).phase).toBe('successful')
  })

  it('blocks a rule for protected branches where there are none', async () => {
    set({ refs: 'protected' })
    expect((await judge()).phase).toBe('failed')
    ground.repository.branches.protect('main')
    expect((await judge()).phase).toBe('successful')
  })

  it('blocks the way round for administrators', async () => {
    set({ canAdminsBypass: true })
    expect(await judge()).toMatchObject({ phase: 'failed', fix: expect.stringContaining('bypass') })
    expect((await judge({ bypass: 'allow' })).phase).toBe('successful')
  })

  it('says which plans lack reviewers', async () => {
    await ground.github.close()
    ground = await gateGround({ plan: 'free' })
    set()
    expect(await judge()).toMatchObject({ phase: 'failed', fix: expect.stringContaining('GitHub Enterprise') })
  })

  it('names every setting that is wrong at once', async () => {
    set({ preventSelfReview: false, refs: null, canAdminsBypass: true, waitTimer: 0 })
    const { reason } = await judge({ wait: 10 })
    expect(reason.split('; ')).toHaveLength(4)
  })

  it('is unknown without the permission', async () => {
    set()
    expect((await judge({}, { permissions: [] })).phase).toBe('inconclusive')
  })
})
