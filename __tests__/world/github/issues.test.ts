import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import { limits } from './limits.ts'
import { issueText } from './page.ts'
import type { Repository } from './rooms/index.ts'

const where = { owner: 'octo', repo: 'demo' }
const one = { ...where, issue_number: 1 }

describe('issues', () => {
  let now = Date.parse('2030-01-01T00:00:00Z')
  let github: ScriptedGitHub
  let repository: Repository
  const clock = { now: () => new Date(now), sleep: async () => {} }
  const client = (spec: { login?: string; type?: 'Bot' | 'User'; push?: boolean } = {}) =>
    getOctokit(
      github.token({ login: 'github-actions[bot]', permissions: { issues: 'write' }, repository: 'octo/demo', ...spec }),
      { baseUrl: github.url },
    ).rest.issues

  beforeEach(async () => {
    github = await startGitHub({ clock })
    repository = github.repository('octo/demo', { members: { alice: 'MEMBER' } })
  })
  afterEach(() => github.close())

  it('makes unknown labels for somebody who may push', async () => {
    const { data } = await client().create({ ...where, title: 'x', labels: ['failure'] })
    expect(data.labels).toMatchObject([{ name: 'failure', color: 'ededed' }])
    expect(repository.labels.all()).toHaveLength(1)
  })

  it('drops labels and assignees of somebody who may not', async () => {
    const { data } = await client({ login: 'bob', type: 'User', push: false }).create({
      ...where,
      title: 'x',
      labels: ['failure'],
      assignees: ['bob'],
    })
    expect(data).toMatchObject({ labels: [], assignees: [] })
    expect(repository.labels.all()).toEqual([])
  })

  it('tells who wrote it and what they are to the repository', async () => {
    repository.issues.open({ title: 'x', author: 'octo' })
    repository.issues.open({ title: 'x', author: 'alice' })
    await client().create({ ...where, title: 'x' })
    const { data } = await client().listForRepo({ ...where, direction: 'asc' })
    expect(data.map(({ user, author_association }) => [user?.type, author_association])).toEqual([
      ['User', 'OWNER'],
      ['User', 'MEMBER'],
      ['Bot', 'NONE'],
    ])
  })

  it.each([
    [{}, [1, 4]],
    [{ state: 'closed' as const }, [2, 3]],
    [{ state: 'all' as const, labels: 'A,b' }, [3, 4]],
    [{ state: 'all' as const, creator: 'alice' }, [2]],
    [{ state: 'all' as const, since: '2030-01-01T00:00:03Z' }, [4]],
    [{ state: 'all' as const, assignee: '*' }, [3]],
    [{ state: 'all' as const, assignee: 'none' }, [1, 2, 4]],
    [{ state: 'all' as const, sort: 'updated' as const }, [1, 2, 3, 4]],
  ])('lists with %j', async (filter, numbers) => {
    repository.labels.put('a')
    repository.labels.put('b')
    const start = now
    for (const draft of [{}, { author: 'alice' }, { labels: ['a', 'b'], assignees: ['alice'] }, { labels: ['b', 'a'] }]) {
      repository.issues.open({ title: 'x', ...draft })
      now += 1_000
    }
    repository.issues.change(2, { state: 'closed', updatedAt: '2030-01-01T00:00:01Z' })
    repository.issues.change(3, { state: 'closed', updatedAt: '2030-01-01T00:00:02Z' })
    const { data } = await client().listForRepo({ ...where, direction: 'asc', ...filter })
    now = start
    expect(data.map(({ number }) => number)).toEqual(numbers)
  })

  it('closes with a reason and reopens', async () => {
    const issues = client()
    await issues.create({ ...where, title: 'x' })
    const closed = await issues.update({ ...one, state: 'closed' })
    expect(closed.data).toMatchObject({ state: 'closed', state_reason: 'completed', closed_by: { login: 'github-actions[bot]' } })
    const open = await issues.update({ ...one, state: 'open' })
    expect(open.data).toMatchObject({ state: 'open', state_reason: 'reopened', closed_at: null })
  })

  it('lets nobody comment on a locked issue who cannot push', async () => {
    repository.issues.open({ title: 'x', locked: true })
    const outsider = client({ login: 'bob', type: 'User', push: false })
    await expect(outsider.createComment({ ...one, body: 'x' })).rejects.toMatchObject({ status: 403, message: /issue is locked/ })
    await expect(client().createComment({ ...one, body: 'x' })).resolves.toMatchObject({ status: 201 })
  })

  it.each([
    ['title', limits.title],
    ['body', limits.body],
  ])('takes a %s of %i characters, emoji counted once, and no longer one', async (field, max) => {
    await expect(client().create({ ...where, title: 'x', [field]: '🙂'.repeat(max) })).resolves.toMatchObject({ status: 201 })
    await expect(client().create({ ...where, title: 'x', [field]: 'x'.repeat(max + 1) })).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field, code: 'custom', message: `${field} is too long (maximum is ${max} characters)` }] } },
    })
  })

  it('refuses a comment and a label that are too long', async () => {
    repository.issues.open({ title: 'x' })
    await expect(client().createComment({ ...one, body: 'x'.repeat(limits.body + 1) })).rejects.toMatchObject({ status: 422 })
    await expect(client().addLabels({ ...one, labels: ['x'.repeat(limits.labelName + 1)] })).rejects.toMatchObject({
      status: 422,
    })
    expect(repository.issues.comments()).toEqual([])
  })

  it('refuses a filter that it does not model', async () => {
    await expect(client().listForRepo({ ...where, milestone: '1' })).rejects.toMatchObject({ status: 501 })
  })

  it('shows an issue to people, inert', async () => {
    await client().create({ ...where, title: '<b>', body: '<script>alert(1)</script>', labels: ['failure'] })
    repository.issues.addComment(1, '@team', 'alice')
    const { data } = await client().get(one)
    const page = await (await fetch(data.html_url)).text()
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).not.toContain('<script')
    expect(issueText(repository, 1)).toMatch(
      /^# <b> #1\n\n- State: open\n- Labels: failure\n.*<script>.*\*\*alice\*\*.*@team\n$/s,
    )
  })
})
