import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import { operations } from './router.ts'
import type { TokenSpec } from './world.ts'

describe('access', () => {
  let now = Date.parse('2030-01-01T00:00:00Z')
  let github: ScriptedGitHub
  const clock = { now: () => new Date(now), sleep: async () => {} }
  const token = (spec: Partial<TokenSpec> = {}) =>
    github.token({ login: 'github-actions[bot]', permissions: {}, repository: 'octo/demo', ...spec })
  const ask = (path: string, bearer?: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    fetch(`${github.url}${path}`, {
      ...init,
      headers: { ...(bearer ? { authorization: `Bearer ${bearer}` } : {}), ...init.headers },
    })

  beforeEach(async () => {
    github = await startGitHub({ clock })
    github.repository('octo/demo')
    github.repository('octo/open', { private: false })
    github.repository('octo/old', { archived: true })
  })
  afterEach(() => github.close())

  const guarded = operations.filter(({ scope, route }) => scope === 'repository' && !route.needs.startsWith('metadata'))
  it.each(guarded.map(({ method, path, route }) => [route.operation, route.needs, method, path, route.secret] as const))(
    '%s needs %s',
    async (_, needs, method, path, secret) => {
      const target = path.replace('{owner}/{repo}', 'octo/demo').replace(/\{\w+\}/g, '1')
      const [scope = '', level] = needs.split('=')
      const less = await ask(target, token({ permissions: level === 'write' ? { [scope]: 'read' } : {} }), { method })
      expect([less.status, ((await less.json()) as { message: string }).message]).toEqual([
        403,
        'Resource not accessible by integration',
      ])
      expect(less.headers.get('x-accepted-github-permissions')).toBe(needs)
      const type = secret === 'people' ? 'User' : 'Bot'
      const enough = await ask(target, token({ type, permissions: { [scope]: level as 'read' | 'write' } }), { method })
      expect(enough.status).not.toBe(403)
    },
  )

  it.each([
    ['a wrong token', '/repos/octo/open', 'wrong', 401, 'Bad credentials'],
    ['a private repository without a token', '/repos/octo/demo', undefined, 404, 'Not Found'],
    ['a public repository without a token', '/repos/octo/open/issues', undefined, 200, undefined],
    ['no such repository', '/repos/octo/none', undefined, 404, 'Not Found'],
    ['no such route', '/search/issues', undefined, 404, 'Not Found'],
  ])('%s', async (_, path, bearer, status, message) => {
    const answer = await ask(path, bearer)
    expect([answer.status, ((await answer.json()) as { message?: string }).message]).toEqual([status, message])
  })

  it("hides a private repository from another repository's token", async () => {
    const answer = await ask('/repos/octo/demo/issues', token({ repository: 'octo/open', permissions: { issues: 'write' } }))
    expect(answer.status).toBe(404)
  })

  it("does not let another repository's token write to a public one", async () => {
    const other = token({ permissions: { issues: 'write' } })
    expect((await ask('/repos/octo/open/issues', other, { method: 'POST', body: '{"title":"x"}' })).status).toBe(403)
    expect((await ask('/repos/octo/open/issues', undefined, { method: 'POST', body: '{"title":"x"}' })).status).toBe(401)
  })

  it('takes no writes to an archived repository', async () => {
    const old = token({ repository: 'octo/old', permissions: { issues: 'write' } })
    expect((await ask('/repos/octo/old/issues', old, { method: 'POST', body: '{"title":"x"}' })).status).toBe(403)
  })

  it("gives a workflow's token no user", async () => {
    expect((await ask('/user', token())).status).toBe(403)
    expect((await ask('/user', token({ login: 'alice', type: 'User' }))).status).toBe(200)
  })

  it('says which version of the API answered and refuses unknown ones', async () => {
    const header = (version: string) => ({ headers: { 'x-github-api-version': version } })
    const answer = await ask('/repos/octo/open', undefined, header('2026-03-10'))
    expect(answer.headers.get('x-github-api-version-selected')).toBe('2026-03-10')
    expect((await ask('/repos/octo/open', undefined, header('2020-01-01'))).status).toBe(400)
    expect(github.calls.map(({ apiVersion }) => apiVersion)).toEqual(['2026-03-10', '2020-01-01'])
  })

  it('counts calls, stops at the limit and starts again after an hour', async () => {
    const few = token({ limit: 2 })
    await ask('/repos/octo/demo', few)
    expect((await ask('/repos/octo/demo', few)).headers.get('x-ratelimit-remaining')).toBe('0')
    const over = await ask('/repos/octo/demo', few)
    expect([over.status, over.headers.get('x-ratelimit-remaining')]).toEqual([403, '0'])
    expect(Number(over.headers.get('x-ratelimit-reset'))).toBe(now / 1_000 + 3_600)
    expect((await ask('/rate_limit', few)).status).toBe(200)
    now += 3_600_000
    expect((await ask('/repos/octo/demo', few)).status).toBe(200)
  })

  it('pages with links that Octokit follows', async () => {
    const repository = github.repository('octo/demo')
    for (let count = 0; count < 121; count += 1) repository.issues.open({ title: String(count) })
    const bearer = token({ permissions: { issues: 'read' } })
    const octokit = getOctokit(bearer, { baseUrl: github.url })
    const where = { owner: 'octo', repo: 'demo' }
    expect(await octokit.paginate(octokit.rest.issues.listForRepo, where)).toHaveLength(121)
    expect(github.calls).toHaveLength(5)
    expect((await octokit.rest.issues.listForRepo({ ...where, per_page: 1_000 })).data).toHaveLength(100)
    const { headers } = await octokit.rest.issues.listForRepo({ ...where, page: 2 })
    expect(headers.link?.match(/[?&]page=\d+>; rel="\w+"/g)).toEqual([
      '?page=1>; rel="prev"',
      '?page=3>; rel="next"',
      '?page=5>; rel="last"',
      '?page=1>; rel="first"',
    ])
  })
})
