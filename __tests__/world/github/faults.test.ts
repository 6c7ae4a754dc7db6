import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { FaultRule } from './faults.ts'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import type { Repository } from './rooms/index.ts'

describe('faults', () => {
  let github: ScriptedGitHub
  let repository: Repository
  let held: number[]
  let slept: number[]

  beforeEach(async () => {
    held = []
    slept = []
    const clock = {
      now: () => new Date('2030-01-01T00:00:00Z'),
      sleep: async (milliseconds: number) => void slept.push(milliseconds),
    }
    github = await startGitHub({ clock, held: (change) => held.push(change) })
    repository = github.repository('octo/demo')
  })
  afterEach(() => github.close())

  const create = (signal?: AbortSignal) => {
    const authorization = `Bearer ${github.token({ login: 'bot', permissions: { issues: 'write' }, repository: 'octo/demo' })}`
    const init = { method: 'POST', body: '{"title":"x"}', headers: { authorization }, ...(signal ? { signal } : {}) }
    return fetch(`${github.url}/repos/octo/demo/issues`, init)
  }

  it.each([403, 404, 410, 422, 429, 500, 502, 503])('answers %i without effect', async (status) => {
    github.fault({ kind: 'status', status })
    expect((await create()).status).toBe(status)
    expect(repository.issues.all()).toEqual([])
    expect(github.calls).toMatchObject([{ status, fault: 'status', body: { title: 'x' } }])
  })

  it('exhausts the primary limit', async () => {
    github.fault({ kind: 'primary-limit', status: 429, resetAfterSeconds: 90 })
    const { status, headers } = await create()
    expect([status, headers.get('x-ratelimit-remaining')]).toEqual([429, '0'])
    expect(headers.get('x-ratelimit-reset')).toBe(String(Date.parse('2030-01-01T00:01:30Z') / 1_000))
  })

  it('exhausts the secondary limit', async () => {
    github.fault({ kind: 'secondary-limit', retryAfterSeconds: 7 })
    const { status, headers } = await create()
    expect([status, headers.get('retry-after')]).toEqual([403, '7'])
  })

  it.each([
    ['reset', 0],
    ['reset-after-effect', 1],
  ] as const)('cuts the connection: %s', async (kind, effects) => {
    github.fault({ kind })
    await expect(create()).rejects.toThrow('fetch failed')
    expect(repository.issues.all()).toHaveLength(effects)
    expect(github.calls).toMatchObject([{ status: 0, fault: kind }])
  })

  it('breaks off in the middle of an answer', async () => {
    github.fault({ kind: 'truncated' })
    const answer = await create()
    await expect(answer.text()).rejects.toThrow('terminated')
    expect(repository.issues.all()).toHaveLength(1)
  })

  it("delays by the world's clock and says that it holds", async () => {
    github.fault({ kind: 'delay', milliseconds: 30_000 })
    expect((await create()).status).toBe(201)
    expect([slept, held]).toEqual([[30_000], [1, -1]])
  })

  it('hangs until the client goes away', async () => {
    const gone = new AbortController()
    github.fault({ kind: 'hang' })
    const asked = create(gone.signal)
    await until(() => held.length === 1)
    gone.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    await until(() => github.calls.length === 1)
    expect([held, repository.issues.all()]).toEqual([[1, -1], []])
  })

  it.each<[string, Partial<FaultRule>, number[]]>([
    ['times', { times: 1 }, [500, 201, 201]],
    ['skip', { skip: 1, times: 1 }, [201, 500, 201]],
    ['method', { method: 'GET' }, [201, 201, 201]],
    ['path', { path: '/repos/*/issues' }, [500, 500, 500]],
    ['a path that differs', { path: '/repos/*/issues/*' }, [201, 201, 201]],
  ])('strikes by %s', async (_, where, statuses) => {
    github.fault({ ...where, kind: 'status', status: 500 } as FaultRule)
    const seen = [await create(), await create(), await create()]
    expect(seen.map(({ status }) => status)).toEqual(statuses)
  })

  it('takes no fault that it does not know', async () => {
    const answer = await fetch(`${github.url}/_world/faults`, { method: 'POST', body: '{"kind":"stauts","status":500}' })
    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('no fault of kind stauts')])
  })

  it('is steered by another process', async () => {
    const rule = { kind: 'status', status: 503, times: 1 }
    expect((await fetch(`${github.url}/_world/faults`, { method: 'POST', body: JSON.stringify([rule]) })).status).toBe(204)
    expect([(await create()).status, (await create()).status]).toEqual([503, 201])
    const calls = (await (await fetch(`${github.url}/_world/calls`)).json()) as { status: number }[]
    expect(calls.map(({ status }) => status)).toEqual([503, 201])
    const state: unknown = await (await fetch(`${github.url}/_world/state`)).json()
    expect(state).toMatchObject({ 'octo/demo': { issues: [{ number: 1, title: 'x' }] } })
  })
})

/** Looks again at each turn of the event loop. */
async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await new Promise(setImmediate)
}
