import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { blockers } from '../../src/gates/blockers.ts'
import { type GateGround, gateGround } from './ground.ts'

let ground: GateGround
beforeEach(async () => {
  ground = await gateGround()
})
afterEach(() => ground.github.close())

const LABEL = 'deployment-blocker'
const judge = (options: Readonly<Record<string, unknown>> = {}, permissions?: readonly string[]) =>
  ground.judge(blockers, options, permissions ? { permissions } : {})
const open = (title: string, ...labels: readonly string[]) => ground.repository.issues.open({ title, labels })

describe('the gate blockers', () => {
  it('sees an issue at once', async () => {
    expect((await judge()).phase).toBe('successful')
    const { number } = open('The schema is being changed', LABEL)
    expect(await judge()).toMatchObject({ phase: 'failed', reason: expect.stringContaining('The schema is being changed') })
    ground.repository.issues.close(number, 'rosa', 'completed')
    expect((await judge()).phase).toBe('successful')
  })

  it('needs one of the labels only', async () => {
    open('One', 'freeze')
    expect((await judge({ labels: [LABEL, 'freeze'] })).phase).toBe('failed')
    expect((await judge({ labels: [LABEL] })).phase).toBe('successful')
  })

  it('reads to the end', async () => {
    for (let number = 0; number < 130; number++) open(`Stop ${number}`, LABEL)
    expect((await judge()).reason).toContain('130 open')
  })

  it('waits as long as GitHub asks for, and is unknown where that is too long', async () => {
    ground.github.fault({ kind: 'secondary-limit', retryAfterSeconds: 30, times: 1 })
    expect((await judge()).phase).toBe('successful')
    ground.github.fault({ kind: 'secondary-limit', retryAfterSeconds: 600, times: 1 })
    expect((await judge()).phase).toBe('inconclusive')
  })

  it('is unknown where GitHub does not answer', async () => {
    ground.github.fault({ kind: 'status', status: 502 })
    expect((await judge()).phase).toBe('inconclusive')
  })

  it('is unknown without the permission', async () => expect((await judge({}, [])).phase).toBe('inconclusive'))
})
