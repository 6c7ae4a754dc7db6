import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { gatePermissions } from './gate-tour.ts'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import type { Seed } from './ground.ts'
import type { Repository } from './rooms/index.ts'
import type { TokenSpec } from './world.ts'

const where = { owner: 'octo', repo: 'demo' }
const clock = { now: () => new Date('2030-01-01T00:00:00Z'), sleep: async () => {} }

let github: ScriptedGitHub
beforeEach(async () => {
  github = await startGitHub({ clock })
})
afterEach(() => github.close())

type Client = Pick<ReturnType<typeof getOctokit>, 'rest' | 'paginate' | 'request'>

function open(seed?: Seed, spec: Partial<TokenSpec> = {}): { repository: Repository } & Client {
  const repository = github.repository('octo/demo', seed)
  const rest = { login: 'github-actions[bot]', permissions: gatePermissions, repository: 'octo/demo' }
  return { repository, ...getOctokit(github.token({ ...rest, ...spec }), { baseUrl: github.url }) }
}

const numbers = (items: readonly { readonly number?: number }[]) => items.map(({ number }) => number)
const person = { login: 'alice', type: 'User' } as const
const lists = ['code-scanning', 'dependabot', 'secret-scanning'] as const
type List = (typeof lists)[number]

function add(repository: Repository, list: List): void {
  if (list === 'code-scanning') repository.codeScanning.add()
  if (list === 'dependabot') repository.dependabotAlerts.add()
  if (list === 'secret-scanning') repository.secretAlerts.add()
}

describe('alerts', () => {
  it.each(lists)('of %s come in pages, to the last of 250', async (list) => {
    const { repository, paginate } = open({}, person)
    for (let at = 0; at < 250; at += 1) add(repository, list)
    const all = await paginate(`GET /repos/{owner}/{repo}/${list}/alerts`, { ...where, per_page: 100 })
    expect(numbers(all as { number: number }[])).toEqual(Array.from({ length: 250 }, (_, at) => 250 - at))
    expect(github.calls).toHaveLength(3)
  })

  it.each(lists)('of %s can be followed by cursors to the end and back', async (list) => {
    const { repository, request } = open({}, person)
    for (let at = 0; at < 5; at += 1) add(repository, list)
    const read = async (url: string) => {
      const { data, headers } = await request(`GET ${url}`)
      const to = (rel: string) => new RegExp(`<([^>]+)>; rel="${rel}"`).exec(headers.link ?? '')?.[1]
      return { numbers: numbers(data), next: to('next'), prev: to('prev') }
    }
    const first = await read(`/repos/octo/demo/${list}/alerts?per_page=2&after=`)
    const second = await read(first.next ?? '')
    const third = await read(second.next ?? '')
    expect([first.numbers, second.numbers, third.numbers]).toEqual([[5, 4], [3, 2], [1]])
    expect([first.prev, third.next]).toEqual([undefined, undefined])
    expect((await read(third.prev ?? '')).numbers).toEqual([3, 2])
    add(repository, list)
    expect((await read(first.next ?? '')).numbers).toEqual([3, 2])
  })

  it.each(lists)('of %s need their permission in a public repository, too', async (list) => {
    const { request } = open({ private: false }, { permissions: {} })
    await expect(request(`GET /repos/octo/demo/${list}/alerts`)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    })
  })
})

describe('code scanning', () => {
  it('says that it is off, or that there never was an analysis', async () => {
    const { repository, rest } = open()
    const both = [() => rest.codeScanning.listAlertsForRepo(where), () => rest.codeScanning.listRecentAnalyses(where)]
    for (const ask of both) await expect(ask()).rejects.toMatchObject({ status: 404, message: /no analysis found/ })
    repository.codeScanning.enabled = false
    for (const ask of both) await expect(ask()).rejects.toMatchObject({ status: 403, message: /is not enabled/ })
    repository.codeScanning.enabled = true
    repository.codeScanning.analyse()
    expect((await rest.codeScanning.listAlertsForRepo(where)).data).toEqual([])
  })

  it('lists alerts by state, ref, severity and tool', async () => {
    const { repository, rest, request } = open()
    repository.codeScanning.add()
    repository.codeScanning.add({ state: 'fixed', tool: 'Trivy', securitySeverity: 'critical' })
    repository.codeScanning.add({ ref: 'refs/pull/7/merge', severity: 'note', securitySeverity: null })
    const list = async (query: { state?: 'open' | 'fixed'; ref?: string; tool_name?: string; direction?: 'asc' }) =>
      numbers((await rest.codeScanning.listAlertsForRepo({ ...where, ...query })).data)
    expect([await list({}), await list({ direction: 'asc' })]).toEqual([
      [3, 2, 1],
      [1, 2, 3],
    ])
    expect([await list({ state: 'open' }), await list({ ref: 'main' })]).toEqual([
      [3, 1],
      [2, 1],
    ])
    expect([await list({ ref: 'refs/pull/7/merge' }), await list({ tool_name: 'Trivy' })]).toEqual([[3], [2]])
    expect(numbers((await request('GET /repos/octo/demo/code-scanning/alerts?severity=critical')).data)).toEqual([2])
  })

  it('tells which commit a tool looked at last', async () => {
    const { repository, rest } = open()
    repository.codeScanning.analyse({ results: 2 })
    const sha = repository.commit({ message: 'Go on' })
    const { sarif } = repository.codeScanning.analyse({ error: 'It broke' })
    repository.codeScanning.analyse({ ref: 'refs/heads/other', sha })
    const { data } = await rest.codeScanning.listRecentAnalyses({ ...where, ref: 'refs/heads/main', tool_name: 'CodeQL' })
    expect(data.map((one) => [one.commit_sha, one.results_count, one.error])).toEqual([
      [sha, 0, 'It broke'],
      [expect.any(String), 2, ''],
    ])
    expect((await rest.codeScanning.listRecentAnalyses({ ...where, sarif_id: sarif })).data).toHaveLength(1)
  })
})

describe('Dependabot', () => {
  it('lists alerts by several values of a property', async () => {
    const { repository, rest } = open()
    repository.dependabotAlerts.add({ severity: 'critical' })
    repository.dependabotAlerts.add({ severity: 'low', ecosystem: 'pip', package: 'django', manifest: 'requirements.txt' })
    repository.dependabotAlerts.add({ state: 'fixed', scope: 'development' })
    const list = async (query: Record<string, string>) =>
      numbers((await rest.dependabot.listAlertsForRepo({ ...where, ...query })).data)
    expect(await list({ severity: 'critical,high' })).toEqual([3, 1])
    expect(await list({ state: 'open', ecosystem: 'pip', package: 'django', manifest: 'requirements.txt' })).toEqual([2])
    expect(await list({ scope: 'development' })).toEqual([3])
  })

  it('has no numbered pages and can be off', async () => {
    const { repository, request, rest } = open()
    await expect(request('GET /repos/octo/demo/dependabot/alerts?page=1')).rejects.toMatchObject({ status: 400 })
    repository.dependabotAlerts.enabled = false
    await expect(rest.dependabot.listAlertsForRepo(where)).rejects.toMatchObject({ status: 403, message: /are disabled/ })
  })
})

describe('secret scanning', () => {
  it("refuses a workflow's token whatever it carries", async () => {
    await expect(open().rest.secretScanning.listAlertsForRepo(where)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    })
  })

  it('lists alerts by state, type and resolution for people, and can be off', async () => {
    const { repository, rest } = open({}, person)
    repository.secretAlerts.add()
    repository.secretAlerts.add({ resolution: 'revoked' })
    repository.secretAlerts.add({ type: 'github_personal_access_token' })
    const list = async (query: { state?: 'open'; resolution?: string; secret_type?: string }) =>
      numbers((await rest.secretScanning.listAlertsForRepo({ ...where, ...query })).data)
    expect([await list({ state: 'open' }), await list({ resolution: 'revoked,wont_fix' })]).toEqual([[3, 1], [2]])
    expect(await list({ secret_type: 'aws_access_key_id' })).toEqual([2, 1])
    repository.secretAlerts.enabled = false
    await expect(list({})).rejects.toMatchObject({ status: 404, message: /disabled/ })
  })
})
